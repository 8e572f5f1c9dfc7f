"What stands in a jail for the parts of the course that lessons import and grading does not need."
