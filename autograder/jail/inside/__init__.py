"What runs inside a jail, copied there whole. It needs `autograder.probe`, torch and IPython, and nothing else."
