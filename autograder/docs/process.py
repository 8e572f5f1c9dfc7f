"nbdev's part, run in the folder of a course: `python -m autograder.docs.process`."

import os

from nbdev.doclinks import _build_modidx
from nbdev.serve import proc_nbs


def main() -> None:
    "What `nbdev_docs` does before it calls Quarto."
    _build_modidx()
    proc_nbs(n_workers=min(os.cpu_count() or 1, 8), force=True)


if __name__ == "__main__":  # nbdev starts processes that import this module
    main()
