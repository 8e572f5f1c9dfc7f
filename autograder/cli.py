"`autograder`: the instructor's commands."

import argparse
import os
import sys
from collections.abc import Sequence, Sized
from pathlib import Path

from autograder.errors import CourseError
from autograder.grading.nbgrader.adapted import skip_slow_imports
from autograder.terminal import prepare

EXTRAS = {  # what this package imports that a learner's install does not have
    "grade": ("distributed", "dask", "cryptography"),
    "docs": ("sphinx", "myst_nb", "sphinx_book_theme", "sphinx_mathjax_offline"),
}


GRADESCOPE = "gradescope"


def main(arguments: Sequence[str] | None = None) -> int:
    "Runs one command. Exit status 1 when something needs the instructor's attention, 130 when interrupted."
    prepare()
    skip_slow_imports()
    parser = _parser()
    options, rest = parser.parse_known_args(arguments)
    if rest and options.run not in (_lab, _formgrader, _nbgrader):
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    options.for_jupyter = rest
    umask = os.umask(0o077)  # what belongs to a class is nobody else's to read
    try:
        if options.run not in _OF_A_CLASS:
            os.umask(umask)
        return options.run(options) or 0
    except CourseError as error:
        return _problem(str(error))
    except ModuleNotFoundError as error:
        return _problem(missing(error))
    except KeyboardInterrupt:
        print("autograder: interrupted; what was finished is kept.", file=sys.stderr)
        return 130
    finally:
        os.umask(umask)


def missing(error: ModuleNotFoundError) -> str:
    "That a package is not installed, and what brings it. Raises the error again for one that no extra brings."
    package = (error.name or "").partition(".")[0]
    extra = next((extra for extra, packages in EXTRAS.items() if package in packages), None)
    if not extra:
        raise error
    return f"{package} is not installed; it comes with the extra {extra!r}. Run: make .venv/ready-{extra}"


def _problem(message: str) -> int:
    from autograder.text import one_line

    print(f"autograder: {one_line(message, most=600)}", file=sys.stderr)
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="autograder",
        description="Releases lessons, collects and grades what comes back, returns feedback and marks.",
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    lessons, students, workers, classroom = _add_lessons, _add_students, _add_workers, _add_classroom
    for name, run, text, *options in (
        ("release", _release, "make lessons/ from solutions/, enter them in the gradebook", lessons, classroom),
        ("kit", _kit, "make what a class receives: one file to install, no answers", _add_new_folder, lessons),
        ("due", _due, "write due dates as learners get them, in due.toml", _add_due, classroom),
        ("close", _close, "declare lessons over: their reference may be seen from now on", _add_closed, classroom),
        ("roster", _roster, "show who is in the class; import, add, rename or remove learners", _add_roster, classroom),
        ("collect", _collect, "take hand-ins into the class", _add_paths, classroom),
        (
            "grade",
            _grade,
            "grade what is new and show the marks",
            lessons,
            students,
            workers,
            _add_force,
            _add_jail,
            classroom,
        ),
        (
            "feedback",
            _feedback,
            "make the pages that go back to learners, one for each graded hand-in and one for each learner",
            lessons,
            students,
            workers,
            _add_way,
            classroom,
        ),
        (
            "export",
            _export,
            "write the marks, with reasons, as CSV",
            lessons,
            students,
            _add_to,
            _add_platform,
            classroom,
        ),
        (
            "report",
            _report,
            "make one page about the class: who needs help, marks, mistakes; one for each lesson and learner",
            lessons,
            students,
            classroom,
        ),
        ("similar", _similar, "show hand-ins whose own code is more alike than is usual", lessons, classroom),
        ("audit", _audit, "trace marks to what they follow from", lessons, students, classroom),
        ("formgrader", _formgrader, "nbgrader's formgrader in JupyterLab; takes its options too", classroom),
        ("nbgrader", _nbgrader, "one of nbgrader's own commands on the class", classroom, _add_nbgraders),
        ("lab", _lab, "your own copy of the lessons in JupyterLab; takes its options too", _add_folder),
        ("demo", _demo, "make, grade and show a small class in classroom/demo", _add_kind_of_jail),
        ("lint", _lint, "check the source notebooks"),
        ("outputs", _outputs, "execute the source notebooks and keep their outputs", lessons),
        ("times", _times, "say in the source notebooks how long they take", lessons),
        ("results", _results, "measure what is missing of the reference table", _add_rows, _add_measure),
        ("benchmark", _benchmark, "time the learner against a bare loop, our optimizers against torch's"),
        ("library", _library, "export course_lib/ from the source notebooks"),
        ("docs", _docs, "build the documentation site", _add_site),
    ):
        command = commands.add_parser(name, help=text, description=f"{text[0].upper()}{text[1:]}.")
        command.set_defaults(run=run)
        for add in options:
            add(command)
    return parser


def _add_site(command: argparse.ArgumentParser) -> None:
    command.add_argument("--book", action="store_true", help="with the lessons as one PDF, which Chromium prints")
    text = "put it below FOLDER beside other versions, with a switch between them (default: docs/_build/html)"
    command.add_argument("--among", type=Path, metavar="FOLDER", help=text)


def _add_lessons(command: argparse.ArgumentParser) -> None:
    command.add_argument("lessons", nargs="*", metavar="LESSON", help="1, 01, stats or 01_stats (default: all)")


def _add_closed(command: argparse.ArgumentParser) -> None:
    text = "1, 01, stats or 01_stats (default: none, only shows which are closed)"
    command.add_argument("lessons", nargs="*", metavar="LESSON", help=text)


def _add_paths(command: argparse.ArgumentParser) -> None:
    text = "ID__LESSON.ipynb, a folder or zip archive of them, or a tree ID/LESSON/LESSON.ipynb"
    command.add_argument("paths", nargs="+", type=Path, metavar="FILE_OR_FOLDER", help=text)


def _add_students(command: argparse.ArgumentParser) -> None:
    command.add_argument("--student", action="append", default=[], metavar="ID", help="only this one; repeatable")


def _add_workers(command: argparse.ArgumentParser) -> None:
    command.add_argument("--workers", type=_count, metavar="N", help="how many at a time (default: one for each core)")


def _add_force(command: argparse.ArgumentParser) -> None:
    command.add_argument("--force", action="store_true", help="grade again what has not changed")


def _add_kind_of_jail(command: argparse.ArgumentParser) -> None:
    from autograder.jail.kinds import KINDS

    text = "what learners' code runs in (default: bubblewrap, unless class.toml names another); none is for code that "
    text += "you trust, and marks say so"
    command.add_argument("--jail", choices=KINDS, help=text)


def _add_jail(command: argparse.ArgumentParser) -> None:
    _add_kind_of_jail(command)
    command.add_argument("--cold", action="store_true", help="a fresh jail for each hand-in: slower, and as safe")
    text = "a Dask cluster to use instead of this machine's cores, like tls://host:8786"
    command.add_argument("--scheduler", metavar="ADDRESS", help=text)


def _add_to(command: argparse.ArgumentParser) -> None:
    command.add_argument("--to", type=Path, metavar="FILE", help="(default: marks.csv in the class)")


def _add_due(command: argparse.ArgumentParser) -> None:
    command.add_argument("--to", type=Path, metavar="FILE", help="(default: due.toml in the class)")


def _add_nbgraders(command: argparse.ArgumentParser) -> None:
    text = "nbgrader's command and options: list, release_feedback 01_stats, export --to FILE (paths from the class)"
    command.add_argument("arguments", nargs=argparse.REMAINDER, metavar="COMMAND", help=text)


def _add_platform(command: argparse.ArgumentParser) -> None:
    from autograder.roster import PLATFORMS

    text = "one row a learner, in the form that this platform imports, instead of one row an exercise with its reason"
    command.add_argument("--for", dest="platform", choices=(*PLATFORMS, GRADESCOPE), help=text)
    command.add_argument("--template", type=Path, metavar="FILE", help="an export of the platform, to be filled in")


def _add_roster(command: argparse.ArgumentParser) -> None:
    command.add_argument("action", nargs="?", choices=("show", "import", "add", "rename", "remove"), default="show")
    command.add_argument("names", nargs="*", metavar="NAME", help="a file to import, an id, or an old and a new id")
    command.add_argument("--name", default="", help="of who is added, as people read it")


def _add_folder(command: argparse.ArgumentParser) -> None:
    command.add_argument("folder", nargs="?", type=Path, metavar="FOLDER", help="(default: workspace/)")


def _add_new_folder(command: argparse.ArgumentParser) -> None:
    command.add_argument("folder", type=Path, metavar="FOLDER", help="a new or empty folder")


def _add_rows(command: argparse.ArgumentParser) -> None:
    command.add_argument("rows", nargs="*", metavar="ROW", help="rows of the table, by name (default: all)")


def _add_measure(command: argparse.ArgumentParser) -> None:
    command.add_argument("--seeds", type=_count, default=3, metavar="N", help="how many seeds (default: 3)")
    command.add_argument("--rates", action="store_true", help="the rates tried on validation, instead of the table")
    command.add_argument("--ladder", action="store_true", help="the ladder of the lessons, instead of the table")
    command.add_argument("--force", action="store_true", help="measure again what is there")
    command.add_argument("--show", action="store_true", help="measure nothing, show what is there")


def _add_classroom(command: argparse.ArgumentParser) -> None:
    command.add_argument("--classroom", type=Path, metavar="FOLDER", help="the class (default: classroom/)")


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of 1 or more")
    return int(text)


def _count_of(things: Sized, name: str) -> str:
    return f"{len(things)} {name}{'' if len(things) == 1 else 's'}"


def _classroom(options: argparse.Namespace):
    from autograder.classroom import Classroom, keep_private

    classroom = Classroom(folder=options.classroom)
    keep_private(classroom)
    return classroom


def _lessons(options: argparse.Namespace, classroom) -> list:
    from autograder.class_settings import read_settings
    from autograder.lessons import all_lessons, find_lesson

    named = [find_lesson(name, classroom.solutions) for name in options.lessons]
    return list(dict.fromkeys(named)) or list(read_settings(classroom).lessons) or all_lessons(classroom.solutions)


def _taught(classroom) -> list:
    "All lessons of the class."
    return _lessons(argparse.Namespace(lessons=[]), classroom)


def _release(options: argparse.Namespace) -> None:
    from autograder.release.assignment import release

    classroom = _classroom(options)
    lessons = _lessons(options, classroom)
    changed = release(lessons, classroom)
    print(f"Released {', '.join(lesson.name for lesson in lessons)}: {_count_of(changed, 'file')} changed.")


_ROSTER_NAMES = {"show": 0, "import": 1, "add": 1, "rename": 2, "remove": 1}


def _roster(options: argparse.Namespace) -> int:
    from autograder.class_settings import read_settings
    from autograder.grading.membership import remove_learner, rename_learner
    from autograder.roster import Learner, import_roster, read_roster, require_new, roster_path, write_roster
    from autograder.text import one_line

    classroom, names = _classroom(options), options.names
    if len(names) != _ROSTER_NAMES[options.action]:
        raise CourseError("use roster, or roster import FILE, add ID [--name NAME], rename OLD NEW, remove ID.")
    if options.action == "import":
        found = import_roster(Path(names[0]), classroom)
        for line in found.to_look_at:
            _problem(f"{names[0]}, {line}")
        counts = f"{len(found.new)} new, {len(found.changed)} changed"
        print(f"Read as an export of {found.form}: {counts}, in {roster_path(classroom)}.")
        return int(bool(found.to_look_at))
    elif options.action == "add":
        roster = read_roster(classroom)
        require_new(names[0], roster)
        write_roster({**roster, names[0]: Learner(names[0], options.name)}, classroom)
        print(f"Added {names[0]} to {roster_path(classroom)}.")
    elif options.action == "rename":
        places = rename_learner(names[0], names[1], classroom)
        print(f"{names[0]} is {names[1]} now, in {', '.join(places)}.")
    elif options.action == "remove":
        print(f"{names[0]} is out of the class. What they handed in is in {remove_learner(names[0], classroom)}.")
        read_settings(classroom)  # says so where class.toml still names them
    else:
        roster = read_roster(classroom)
        for learner in roster.values():
            facts = (learner.id, learner.name, learner.email, learner.section, learner.group)
            print(one_line(", ".join(filter(None, facts))))
        print(f"{_count_of(roster, 'learner')} in {roster_path(classroom)}.")
    return 0


def _collect(options: argparse.Namespace) -> int:
    from collections import Counter

    from autograder.grading.collect import collect
    from autograder.text import one_line

    receipts = collect(options.paths, _classroom(options))
    for receipt in receipts:
        print(one_line(f"{receipt.path.name}: {receipt.became}{f' as {receipt.slot}' if receipt.slot else ''}"))
        for problem in receipt.problems:
            _problem(f"{receipt.path}: {problem}")
    counts = Counter(receipt.became for receipt in receipts)
    print(", ".join(f"{count} {became}" for became, count in counts.items()) + ".")
    return int(any(receipt.problems for receipt in receipts))


def _grade(options: argparse.Namespace) -> int:
    from autograder.grading.grade import UNCHANGED, grade
    from autograder.grading.records import GRADED

    classroom = _classroom(options)
    lessons = _lessons(options, classroom)
    results = grade(
        classroom,
        lessons,
        options.student,
        options.workers,
        options.force,
        jail=options.jail,
        cold=options.cold,
        scheduler=options.scheduler,
    )
    unchanged = sum(result.status == UNCHANGED for result in results)
    if unchanged:
        print(f"{unchanged} unchanged since they were graded.")
    print()
    _show_marks(classroom, lessons, options.student)
    troubled = [result for result in results if result.status not in (GRADED, UNCHANGED)]
    for result in troubled:
        _problem(f"{result.slot} was not graded: {result.reason}")
    return int(bool(troubled))


def _show_marks(classroom, lessons: list, students: Sequence[str] = ()) -> None:
    from shutil import get_terminal_size

    from autograder.reports.marks import marks_table

    print(marks_table(_read_marks(classroom, lessons, students), get_terminal_size((100, 24)).columns))


def _read_marks(classroom, lessons: list, students: Sequence[str] = ()) -> list:
    "The marks as they are now: points by hand that came since count for what lateness costs, too."
    from autograder.grading.nbgrader.gradebook import once_unlocked
    from autograder.grading.nbgrader.penalties import bring_penalties_up_to_date
    from autograder.reports.marks import read_marks

    bring_penalties_up_to_date(classroom, print)
    return once_unlocked(lambda: read_marks(classroom, lessons, students), classroom, print)


def _has_marks(lesson, marks) -> bool:
    return any(mark.slot.lesson == lesson.name and mark.points is not None for mark in marks)


def _add_way(command: argparse.ArgumentParser) -> None:
    text = "also pack the pages: an archive that Canvas or Moodle takes back, or one for each learner and a mail merge"
    command.add_argument("--for", dest="way", choices=("canvas", "moodle", "mail"), help=text)


def _feedback(options: argparse.Namespace) -> int:
    from autograder.grading.grade import cores
    from autograder.grading.nbgrader.feedback import make_feedback
    from autograder.reports.overview import write_overviews

    classroom = _classroom(options)
    marks = _read_marks(classroom, _taught(classroom), options.student)
    pages = make_feedback(classroom, _lessons(options, classroom), options.workers or cores(), students=options.student)
    write_overviews(marks, classroom)
    print(f"{_count_of([slot for slot in pages if not pages[slot]], 'page')} in {classroom.feedback}.")
    problems = [f"{slot} has no page: {reason}" for slot, reason in pages.items() if reason]
    if options.way:
        from autograder.reports.give_back import give_back

        packed, left_out = give_back(options.way, _lessons(options, classroom), classroom)
        print(f"Packed for {options.way}: {packed[0] if len(packed) == 1 else packed[0].parent}.")
        problems += left_out
    for problem in problems:
        _problem(problem)
    return int(bool(problems))


def _export(options: argparse.Namespace) -> int:
    from autograder.reports.export import export_marks

    classroom = _classroom(options)
    marks = _read_marks(classroom, _lessons(options, classroom), options.student)
    left_out: list[str] = []
    if options.platform == GRADESCOPE:
        from autograder.reports.give_back import for_gradescope

        for lesson in dict.fromkeys(lesson for lesson in _lessons(options, classroom) if _has_marks(lesson, marks)):
            print(f"Gradescope's autograder for {lesson.name} is {for_gradescope(lesson, marks, classroom)}.")
        return 0
    if options.platform:
        from autograder.files import write_atomic
        from autograder.reports.platforms import platform_csv
        from autograder.roster import read_roster

        path = options.to or classroom.folder / f"marks-{options.platform}.csv"
        text, left_out = platform_csv(options.platform, marks, read_roster(classroom), options.template)
        write_atomic(path, text)
    else:
        path = options.to or classroom.folder / "marks.csv"
        export_marks(marks, path)
    for line in left_out:
        _problem(line)
    print(f"Marks of {_count_of([mark for mark in marks if mark.points is not None], 'hand-in')} in {path}.")
    return int(bool(left_out))


def _report(options: argparse.Namespace) -> None:
    from autograder.reports.class_report import write_learners, write_report

    classroom = _classroom(options)
    marks = _read_marks(classroom, _lessons(options, classroom))
    if options.student:
        for page in write_learners(options.student, marks, classroom):
            print(f"{page.stem} is in {page}.")
    else:
        print(f"The class is in {write_report(marks, classroom)}.")


def _similar(options: argparse.Namespace) -> None:
    from autograder.reports.similar import write_similar

    classroom = _classroom(options)
    page, pairs = write_similar(classroom, _lessons(options, classroom))
    for pair in pairs:
        print(f"{pair.lesson}: {' and '.join(pair.students)}")
    print(f"{_count_of(pairs, 'pair')} beyond what is usual. Side by side in {page}.")


def _audit(options: argparse.Namespace) -> int:
    from autograder.grading.audit import audit
    from autograder.text import one_line

    classroom = _classroom(options)
    audits = audit(classroom, _lessons(options, classroom), options.student)
    for found in audits:
        print(found.slot)
        for line in found.trail if options.student else []:
            print(f"  {one_line(line, most=1000)}")
        for note in found.notes:
            print(f"  note: {note}")
    troubled = [found for found in audits if found.problems]
    for found in troubled:
        for problem in found.problems:
            _problem(f"{found.slot}: {problem}")
    print(f"{_count_of(audits, 'mark')} traced, {_count_of(troubled, 'mark')} with something that does not fit.")
    return int(bool(troubled))


def _formgrader(options: argparse.Namespace) -> None:
    from autograder.grading.nbgrader.formgrader import start_formgrader
    from autograder.grading.nbgrader.gradebook import require_gradebook

    classroom = _classroom(options)
    require_gradebook(classroom)
    start_formgrader(classroom, options.for_jupyter)


def _nbgrader(options: argparse.Namespace) -> None:
    from autograder.grading.nbgrader.formgrader import start_nbgrader

    start_nbgrader(_classroom(options), [*options.for_jupyter, *options.arguments])


def _kit(options: argparse.Namespace) -> None:
    from autograder.lessons import REPOSITORY, find_lesson
    from autograder.release.kit import make_kit

    solutions = REPOSITORY / "solutions"
    wheel = make_kit(options.folder, lessons=[find_lesson(name, solutions) for name in options.lessons])
    print(f"Made {wheel}. No answer is in it. Learners run: pip install {wheel.name}, then course new FOLDER")


def _due(options: argparse.Namespace) -> None:
    from autograder.class_settings import read_settings
    from autograder.release.due import write_due

    classroom = _classroom(options)
    path, settings = write_due(classroom, options.to), read_settings(classroom)
    for lesson, time in sorted(settings.due.items()):
        print(f"{lesson}: {settings.local(time)}")
    print(f"Give out {path}: `course progress` and `course submit` show it from a learner's workspace.")


def _close(options: argparse.Namespace) -> None:
    from autograder.classroom import close_lessons, closed_lessons
    from autograder.release.reference import make_reference

    classroom = _classroom(options)
    if options.lessons:
        lessons = _lessons(options, classroom)
        make_reference(lessons, classroom.folder / "reference", classroom.root)
        close_lessons([lesson.name for lesson in lessons], classroom)
    closed = sorted(closed_lessons(classroom))
    print(f"Closed: {', '.join(closed) or 'none'}.")
    if closed:
        print(f"{classroom.folder / 'reference'} holds their solutions, for `course catch-up`.")


def _lab(options: argparse.Namespace) -> None:
    from autograder.lessons import REPOSITORY
    from autograder.student.workspace import make_workspace, start_lab

    folder = options.folder or REPOSITORY / "workspace"
    for name in make_workspace(folder):
        print(f"Added {name}.")
    start_lab(folder, options.for_jupyter)


def _docs(options: argparse.Namespace) -> None:
    from autograder.docs.build import build_docs

    print(f"Built {build_docs(versions=options.among, book=options.book)}.")


def _lint(options: argparse.Namespace) -> int:
    from autograder.lessons import REPOSITORY
    from autograder.release.lint import lint

    problems = lint(REPOSITORY)
    for problem in problems:
        _problem(problem)
    if not problems:
        print("Nothing to remark.")
    return int(bool(problems))


def _outputs(options: argparse.Namespace) -> None:
    from autograder.lessons import REPOSITORY, all_lessons, find_lesson
    from autograder.release.outputs import make_outputs
    from autograder.release.times import keep_seconds, write_times

    solutions = REPOSITORY / "solutions"
    for lesson in [find_lesson(name, solutions) for name in options.lessons] or all_lessons(solutions):
        keep_seconds(make_outputs([lesson.name], REPOSITORY))
        write_times([lesson.name])


def _times(options: argparse.Namespace) -> None:
    from autograder.release.times import table, write_times

    print(table(write_times(options.lessons)))


def _results(options: argparse.Namespace) -> None:
    from autograder.lessons import REPOSITORY
    from autograder.measurements.file import read_runs
    from autograder.measurements.ladder import LADDER, ladder
    from autograder.measurements.measure import measure
    from autograder.measurements.plot import plot_runs
    from autograder.measurements.rows import TRIALS, find_rows
    from autograder.measurements.show import show_results, show_trials

    if not options.show:
        rows = LADDER if options.ladder else TRIALS if options.rates else find_rows(options.rows)
        measure(rows, range(options.seeds), options.force)
        if not options.ladder:
            print(f"Every run: {plot_runs(rows, read_runs(), REPOSITORY / 'build' / 'results.svg')}")
    print(ladder() if options.ladder else show_trials() if options.rates else show_results(*options.rows))


def _benchmark(options: argparse.Namespace) -> None:
    from autograder.measurements.benchmark import benchmark
    from autograder.measurements.file import write_costs
    from autograder.measurements.show import show_costs

    write_costs(benchmark())
    print(show_costs())


def _library(options: argparse.Namespace) -> None:
    from autograder.release.export import export_library

    for module, names in export_library().items():
        print(f"{module}: {', '.join(names)}")


def _demo(options: argparse.Namespace) -> int:
    from autograder.demo import demo

    return demo(jail=options.jail or "bubblewrap")


_OF_A_CLASS = (_roster, _collect, _grade, _feedback, _export, _report, _similar, _audit, _formgrader)


if __name__ == "__main__":
    sys.exit(main())
