"`python -m autograder.docs [folder]` builds the site."

import sys
from pathlib import Path

from autograder.docs.build import build_docs
from autograder.errors import CourseError

if __name__ == "__main__":
    try:
        print(build_docs(out=Path(sys.argv[1]) if len(sys.argv) > 1 else None))
    except CourseError as error:
        sys.exit(str(error))
