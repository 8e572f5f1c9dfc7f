"The jails that there are, by the name that `autograder grade --jail` gives them."

from autograder.errors import CourseError
from autograder.jail.base import Jail

KINDS = ("bubblewrap", "docker", "podman", "none")


def make_jail(kind: str, cold: bool = False) -> Jail:
    "A jail, not started. Raises `CourseError` for an unknown kind."
    if kind == "bubblewrap":
        from autograder.jail.bubblewrap import Bubblewrap

        return Bubblewrap(cold)
    if kind in ("docker", "podman"):
        from autograder.jail.oci import Container

        return Container(kind)
    if kind == "none":
        from autograder.jail.plain import Plain

        return Plain(cold)
    raise CourseError(f"there is no jail called {kind!r}. Use one of {', '.join(KINDS)}.")
