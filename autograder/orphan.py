"""Imported by processes that must not outlive the one that started them, however that ends.

Dask loads it into its workers first of all (`preload`).
"""

import sys

if sys.platform == "linux":
    from autograder.jail.inside.isolate import die_with_parent

    die_with_parent()
