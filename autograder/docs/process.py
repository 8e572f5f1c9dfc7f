"nbdev's part, run in the folder of a course: `python -m autograder.docs.process sphinx` (or `quarto`)."

import os
import sys

from nbdev.doclinks import _build_modidx
from nbdev.quarto import nbdev_docs
from nbdev.serve import proc_nbs


def main(renderer: str) -> None:
    workers = min(os.cpu_count() or 1, 8)
    if renderer == "quarto":
        nbdev_docs.__wrapped__(n_workers=workers)
    else:  # what nbdev_docs does before it calls Quarto
        _build_modidx()
        proc_nbs(n_workers=workers, force=True)


if __name__ == "__main__":  # nbdev starts processes that import this module
    main(sys.argv[1])
