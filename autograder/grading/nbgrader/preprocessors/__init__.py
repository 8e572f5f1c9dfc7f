"Steps of our own among nbgrader's, a class a file."
