"`course catch-up`: the instructor's code for a lesson that was missed, so that the next one can be done."

from pathlib import Path

from autograder.errors import CourseError
from autograder.files import write_atomic
from autograder.library import find_project
from autograder.student.find import find_notebook

MARK = "# REFERENCE: "
_BANNER = MARK + "the instructor's code for lesson {number}. `course export {number}` replaces it with yours.\n"
_NOTICE = """
print("course_lib.{module} is the instructor's reference for lesson {number}, not your own code.")
"""


def catch_up(name: str, reference: Path | None = None) -> Path:
    """Puts the reference of a lesson into your course_lib and returns its path there.

    `reference` is the folder that your instructor gave you, `reference/` in your workspace unless named. Your own
    module is never overwritten: `CourseError` says how to go on.
    """
    project = find_project()
    lesson, _ = find_notebook(name, project)
    source = Path(reference or project.root / "reference") / f"{lesson.module}.py"
    target = project.library / f"{lesson.module}.py"
    if target.exists() and not is_reference(target):
        raise CourseError(
            f"{project.show(target)} is your own code. To use the reference instead, rename that file first."
        )
    try:
        text = source.read_text(encoding="utf-8")
        compile(text, str(source), "exec")
    except OSError:
        raise CourseError(
            f"there is no {source}. Ask your instructor for the reference of lesson {lesson.number}, and put its "
            "folder there or name it: --from FOLDER."
        ) from None
    except (SyntaxError, ValueError) as error:
        raise CourseError(f"{source} is damaged ({error}). Ask your instructor for it again.") from None
    banner, notice = (part.format(number=lesson.number, module=lesson.module) for part in (_BANNER, _NOTICE))
    write_atomic(target, banner + text.rstrip("\n") + "\n" + notice)
    return target


def is_reference(module: Path) -> bool:
    "Whether a module of the learner's library is the instructor's code."
    try:
        return module.read_text(encoding="utf-8").startswith(MARK)
    except (OSError, UnicodeDecodeError):
        return False
