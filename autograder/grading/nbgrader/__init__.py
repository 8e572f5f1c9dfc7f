"nbgrader's lane: its gradebook, its steps and pages, and where they are bent to our needs."
