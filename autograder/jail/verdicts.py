"How learners' code can end other than by answering. Importing it costs nothing, and who reads verdicts needs no torch."

TIMEOUT, MEMORY, CRASH, TAMPERED = "TIMEOUT", "MEMORY", "CRASH", "TAMPERED"
