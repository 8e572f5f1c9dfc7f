"Asking the code of a learner: probes, the wire format, and a second process to run them in. Needs no jail."
