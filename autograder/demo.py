"A small class, built by code: what an instructor sees from release to marks, with all that goes wrong in a class."

import json
import os
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from autograder.checks.answers import Answer, read_answers, solution_cells
from autograder.classroom import Classroom, close_lessons, keep_private
from autograder.errors import CourseError
from autograder.files import write_atomic
from autograder.grading.collect import COLLECTED, collect, refused_folder
from autograder.grading.grade import cores, grade
from autograder.grading.nbgrader.feedback import make_feedback
from autograder.grading.nbgrader.formgrader import write_config
from autograder.grading.records import FAILED
from autograder.ipynb import Cell, Notebook, is_solution, name_of, read_notebook, source_of, without_markers
from autograder.jail.base import JailRefused
from autograder.jail.bubblewrap import require_jail
from autograder.lessons import REPOSITORY, Lesson, all_lessons
from autograder.predictions import answer_all
from autograder.release.assignment import release
from autograder.reports.class_report import write_report
from autograder.reports.export import export_marks
from autograder.reports.marks import marks_table, read_marks
from autograder.reports.overview import write_overviews
from autograder.text import one_line

HELPER_FAILS = """\
spread = 1 / 0

def without_mean(z):
    return z - z.mean()"""
NEEDS_HELPER = """\
#| export
def correlation(x, y):
    a, b = without_mean(x), without_mean(y)
    return (a * b).sum() / (a.square().sum() * b.square().sum()).sqrt()"""
WARNS = """\
import sys

quiet_variance = variance

def variance(x, correction=0, dim=None):
    print("UserWarning: this could be faster", file=sys.stderr)
    return quiet_variance(x, correction, dim)"""


@dataclass(frozen=True)
class HandIn:
    "What a learner did in one lesson: right answers, but for those named here; then `edit` happened to the notebook."

    wrong: Mapping[str, str] = field(default_factory=dict)  # exercise: title of the wrong answer in tests/answers
    own: Mapping[str, str] = field(default_factory=dict)  # exercise: source
    blank: Sequence[str] = ()  # exercises, or "all"
    edit: Callable[[Notebook], Notebook | bytes] = lambda notebook: notebook


@dataclass(frozen=True)
class Learner:
    "A learner's id, what they stand for, and what they handed in, by the module that the lesson writes."

    id: str
    story: str
    hand_ins: Mapping[str, HandIn]


def demo_class() -> list[Learner]:
    "The eleven learners."
    perfect = {"core": HandIn(), "stats": HandIn(), "glorot": HandIn()}
    sampled = {
        "stats": HandIn({"variance": "divides by n - 1"}),
        "glorot": HandIn({"fan_in_and_fan_out": "swapped"}),
    }
    return [
        Learner("ada", "everything right", perfect),
        Learner("b.okafor", "handed in as released", {"core": HandIn(blank="all"), "stats": HandIn(blank="all")}),
        Learner("chen-li", "n - 1 for n; fans swapped", sampled),
        Learner("dmitri_k", "loses digits", {"stats": HandIn({"variance": "one pass"})}),
        Learner("e2104", "half done", {"stats": HandIn(blank=("covariance", "covariance_matrix", "correlation"))}),
        Learner(
            "fatima.n",
            "a helper cell that raises",
            {
                "stats": HandIn(
                    own={"correlation": NEEDS_HELPER}, edit=insert_after("check_covariance_matrix", HELPER_FAILS)
                )
            },
        ),
        Learner(
            "goran",
            "a cell that ends the kernel",
            {"stats": HandIn(edit=insert_after("check_covariance", "import os\nos._exit(1)"))},
        ),
        Learner("hana", "a file cut short", {"stats": HandIn(edit=cut_short)}),
        Learner("i.silva", "an answer pasted twice", {"stats": HandIn(edit=paste_again("covariance"))}),
        Learner("jules", "a check cell deleted", {"stats": HandIn(edit=delete("check_variance"))}),
        Learner("kim-s", "warnings on stderr", {"stats": HandIn(edit=insert_after("variance", WARNS))}),
    ]


def insert_after(grade_id: str, source: str) -> Callable[[Notebook], Notebook]:
    "An edit: an ordinary code cell behind the cell with this grade id."

    def edit(notebook: Notebook) -> Notebook:
        cell: Cell = {
            "cell_type": "code",
            "execution_count": None,
            "id": "own",
            "metadata": {},
            "outputs": [],
            "source": source,
        }
        notebook["cells"].insert(_place(notebook, grade_id) + 1, cell)
        return notebook

    return edit


def paste_again(grade_id: str) -> Callable[[Notebook], Notebook]:
    "An edit: another version of the cell with this grade id below it."

    def edit(notebook: Notebook) -> Notebook:
        place = _place(notebook, grade_id)
        cell = notebook["cells"][place]
        pasted: Cell = {**cell, "id": "pasted", "source": source_of(cell) + "\n# once more"}
        notebook["cells"].insert(place, pasted)
        return notebook

    return edit


def delete(grade_id: str) -> Callable[[Notebook], Notebook]:
    "An edit: the cell with this grade id is gone."

    def edit(notebook: Notebook) -> Notebook:
        del notebook["cells"][_place(notebook, grade_id)]
        return notebook

    return edit


def cut_short(notebook: Notebook) -> bytes:
    "An edit: the file as a full disk leaves it."
    data = json.dumps(notebook, indent=1).encode()
    return data[: len(data) // 2]


def _place(notebook: Notebook, grade_id: str) -> int:
    return next(i for i, cell in enumerate(notebook["cells"]) if name_of(cell) == grade_id)


def handed_in(hand_in: HandIn, lesson: Lesson, classroom: Classroom) -> bytes:
    "The notebook file that this learner handed in."
    notebook = read_notebook(lesson.notebook(classroom.lessons))
    right = {name_of(cell): source_of(cell) for cell in _solutions(read_notebook(lesson.notebook(classroom.solutions)))}
    for cell in _solutions(notebook):
        exercise = name_of(cell)
        if exercise in hand_in.own:
            cell["source"] = hand_in.own[exercise]
        elif exercise in hand_in.wrong:
            answer = answer_called(hand_in.wrong[exercise], exercise, lesson, classroom)
            cell["source"] = "#| export\n" + answer.source
        elif hand_in.blank != "all" and exercise not in hand_in.blank:
            cell["source"] = without_markers(right[exercise])
    if hand_in.blank != "all":
        answer_all(notebook["cells"], "a guess")
    edited = hand_in.edit(notebook)
    return edited if isinstance(edited, bytes) else json.dumps(edited, indent=1).encode()


def _solutions(notebook: Notebook) -> list[Cell]:
    return [cell for cell in notebook["cells"] if is_solution(cell)]


def answer_called(title: str, exercise: str, lesson: Lesson, classroom: Classroom) -> Answer:
    "The answer with this title in `tests/answers`."
    path = classroom.root / "tests" / "answers" / f"lesson{lesson.number}" / f"{exercise}.py"
    solution = solution_cells(lesson.notebook(classroom.solutions))[exercise]
    for answer in read_answers(path, solution):
        if answer.title == title:
            return answer
    raise CourseError(f"{path} has no answer called {title!r}, which the demo class needs.")


def fresh_demo(root: Path = REPOSITORY) -> Classroom:
    "An empty class in `classroom/demo`. What an earlier demo left there is removed, anything else is not touched."
    classroom = Classroom(root, root / "classroom" / "demo")
    marker = classroom.folder / ".demo"
    if classroom.folder.exists():
        if not marker.is_file():
            raise CourseError(f"{classroom.folder} was not made by the demo. Move it away, then try again.")
        shutil.rmtree(classroom.folder)
    keep_private(classroom)
    write_atomic(marker, "`autograder demo` made this folder and empties it when it starts.\n")
    return classroom


def find_data(classroom: Classroom) -> str:
    "Says which data the lessons will use. Where Fashion-MNIST cannot be had, they are set to draw garments instead."
    question = "import sys; sys.path.append(sys.argv[1]); from course_lib import core; print(core.fashion_mnist().name)"
    why = ""
    for place in (os.environ.get("COURSE_DATA"), "offline"):
        environment = {**os.environ, "PYTHONIOENCODING": "utf-8"} | ({"COURSE_DATA": place} if place else {})
        command = [sys.executable, "-P", "-c", question, str(classroom.root)]
        asked = subprocess.run(command, env=environment, capture_output=True, encoding="utf-8", errors="replace")
        if asked.returncode == 0:
            os.environ.update({"COURSE_DATA": place} if place else {})
            return asked.stdout.strip().splitlines()[-1] + why
        reason = one_line(asked.stderr.strip().splitlines()[-1])
        why = f", because there is no Fashion-MNIST ({reason})"
    raise CourseError(f"there is no data to run the lessons on: {reason}")


def build_class(classroom: Classroom, lessons: Sequence[Lesson]) -> Path:
    "Writes every learner's hand-ins to the class's `inbox`, named as `course submit` names them."
    inbox = classroom.folder / "inbox"
    for learner in demo_class():
        for lesson in lessons:
            if lesson.module in learner.hand_ins:
                path = inbox / f"{learner.id}__{lesson.name}.ipynb"
                write_atomic(path, handed_in(learner.hand_ins[lesson.module], lesson, classroom))
    return inbox


def demo(root: Path = REPOSITORY, width: int | None = None, jail: str = "bubblewrap") -> int:
    "Runs a class from release to marks in `classroom/demo` and shows what an instructor sees."
    began = time.monotonic()
    if jail == "bubblewrap":
        try:
            require_jail()
        except JailRefused as error:
            hint = "To see the demo all the same (its hand-ins are the course's own): make demo JAIL=none"
            raise JailRefused(f"{error} {hint}") from None
    classroom = fresh_demo(root)
    taught = {module for learner in demo_class() for module in learner.hand_ins}
    lessons = [lesson for lesson in all_lessons(classroom.solutions) if lesson.module in taught]
    with ThreadPoolExecutor(1) as beside:  # another process imports torch and reads the data meanwhile
        data = beside.submit(find_data, classroom)
        release(lessons, classroom)
        import distributed  # noqa: F401 (grading needs it, and it takes most of a second)
    print(f"Data: {data.result()}.")
    over = [lesson.name for lesson in lessons[:-1]]
    close_lessons(over, classroom)
    print(f"Released: {', '.join(lesson.name for lesson in lessons)}. Closed by now: {', '.join(over)}.\n")

    receipts = collect([build_class(classroom, lessons)], classroom)
    print(f"Collected {sum(r.became == COLLECTED for r in receipts)} of {len(receipts)} hand-ins. To look at:")
    for receipt in receipts:
        for problem in receipt.problems:
            print(f"  {receipt.path.name}: {problem}")
    print(f"\nGrading, {cores()} at a time:")
    results = grade(classroom, lessons, jail=jail)
    pages = make_feedback(classroom, lessons, cores(), say=lambda line: None)
    marks = read_marks(classroom, lessons)
    write_overviews(marks, classroom)
    export_marks(marks, classroom.folder / "marks.csv")
    write_report(marks, classroom)
    write_config(classroom)

    print("\n" + marks_table(marks, width or shutil.get_terminal_size((110, 24)).columns) + "\n")
    for what, where in _where(classroom).items():
        print(f"{what:<16}{where}")
    for slot, reason in pages.items():
        if reason:
            print(f"No page for {slot}: {reason}")
    print(f"\nDone in {time.monotonic() - began:.0f} s.")
    return int(any(result.status == FAILED for result in results) or any(pages.values()))


def _where(classroom: Classroom) -> dict[str, str]:
    "What an instructor looks at next."
    pages = sorted(classroom.feedback.glob("*/*/*.html"))
    program = Path(sys.executable).parent / "autograder"
    return {
        "Feedback pages": _near(pages[-1].parents[2] if pages else classroom.feedback),
        "  such as": _near(pages[-1]) if pages else "none",
        "Class page": _near(classroom.folder / "report.html"),
        "Marks as CSV": _near(classroom.folder / "marks.csv"),
        "Gradebook": _near(classroom.db),
        "  to look at it": f"{_near(program)} formgrader --classroom {_near(classroom.folder)}",
        "Set aside": _near(refused_folder(classroom)),
    }


def _near(path: Path) -> str:
    "The path from here, where it lies below the working folder, as a shell takes it."
    return shlex.quote(str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path))
