"What runs inside a jail, copied there whole. It needs `autograder.probe`, torch and IPython, and nothing else."

GIVEN = "given"  # the folder beside `autograder` that holds the modules of `course_lib` which no lesson exports
