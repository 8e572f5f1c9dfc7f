"Checks, grades and releases the course; CONTRIBUTING.md says which part does what."
