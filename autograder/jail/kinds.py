"The jails that there are, by the name that `autograder grade --jail` gives them."

from typing import Any

from autograder.errors import CourseError

KINDS = ("bubblewrap", "docker", "podman", "none")


def make_jail(kind: str, cold: bool = False) -> Any:
    "A jail, not started. Raises `CourseError` for an unknown kind."
    from autograder.jail.bubblewrap import Bubblewrap, Plain

    if kind == "bubblewrap":
        return Bubblewrap(cold)
    if kind in ("docker", "podman"):
        from autograder.jail.oci import Container

        return Container(kind)
    if kind == "none":
        return Plain(cold)
    raise CourseError(f"there is no jail called {kind!r}. Use one of {', '.join(KINDS)}.")
