"The one error that people see: what happened, to which file, and what to do, in one line."


class CourseError(Exception):
    """Something the person at the keyboard can put right. The message is one line and names the remedy.

    Commands print it and exit with status 1; notebooks show the line instead of a traceback.
    """

    def _render_traceback_(self) -> list[str]:  # IPython asks an exception for this before it formats a traceback
        return [f"{type(self).__name__}: {self}"]


class Interrupted(KeyboardInterrupt):
    "Somebody stopped a check. Shown as one line that says where in their code that was."

    def _render_traceback_(self) -> list[str]:
        return [f"Interrupted: {self}"]


class CheckFailed(CourseError):
    "An answer did not pass its check. nbgrader's Validate looks for an error, so a failing check raises this one."
