"Modules here are imported as `tests.attacks.…`, by pytest and by `python -m` alike."

import sys

from autograder.lessons import REPOSITORY

if str(REPOSITORY) not in sys.path:
    sys.path.insert(0, str(REPOSITORY))
