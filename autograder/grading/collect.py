"Takes hand-ins into the class: each into its place, damaged ones aside, one bad file never stops the others."

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path, PurePath
from pwd import getpwuid
from shutil import rmtree

from autograder.classroom import Classroom, keep_private
from autograder.errors import CourseError
from autograder.grading.archive import open_archive
from autograder.grading.intake import MAX_ARCHIVE, Incoming, examine, read_incoming, read_secret
from autograder.ipynb import read_notebook
from autograder.lessons import MAX_WEIGHTS, WEIGHTS, Lesson, find_lesson, is_student_id
from autograder.names import (
    EXCHANGE,
    NOTEBOOK,
    WEIGHTS_FILE,
    Uploader,
    is_odd,
    kind_of,
    read_name,
    read_upload,
    stem_of,
    uploader_of,
)
from autograder.roster import Learner, account_of, is_known, read_roster, require_known, require_own, who_is_called
from autograder.submissions import SECRET, Slot, put_hand_in, received

UPLOADER = "uploader"  # the text file beside a hand-in: from which account of a platform, and how its names begin there
EARLIEST = datetime(2015, 1, 1, tzinfo=UTC)  # no notebook of this format is older
AHEAD = timedelta(days=1)  # that a clock may be, and a time without its zone
COLLECTED, SAME, OLDER, REFUSED, LEFT = "collected", "already there", "older", "set aside", "left where it is"


@dataclass(frozen=True)
class Receipt:
    "What became of one file. `problems` are one line each and say what to do."

    path: Path
    became: str
    slot: Slot | None = None
    problems: tuple[str, ...] = ()


def refused_folder(classroom: Classroom) -> Path:
    "Where hand-ins that cannot be graded are kept, each with its `reason.txt`, laid out as `submitted`."
    return classroom.folder / "refused"


def collect(paths: Iterable[Path], classroom: Classroom) -> list[Receipt]:
    """Takes notebooks named `ada__01_stats.ipynb`, trees `ada/01_stats/01_stats.ipynb`, folders and zips of both.

    What platforms and browsers add to a name is read as such (`names.py`). The time of hand-in is what the name or the
    archive says, else a file's time of change, and where that cannot be, the time of collection; what came in later
    wins, in whatever order files are collected, and the same bytes keep the earliest time. With a roster, nobody who is
    not in it is made. What one account has handed in, another's file of that name does not replace.
    """
    keep_private(classroom)
    roster = read_roster(classroom)
    receipts = []
    for path in paths:
        for found in _files(Path(path)):
            try:
                if kind_of(found) == ".zip":
                    receipts += _take_archive(found, classroom, roster)
                elif kind_of(found) == NOTEBOOK or not found.exists() or found == Path(path):
                    receipts.append(_take(found, classroom, roster))
                elif kind_of(found) == WEIGHTS_FILE:
                    receipts.append(Receipt(found, LEFT, None, (_NO_NOTEBOOK,)))
                else:
                    receipts.append(Receipt(found, LEFT, None, (f"is no notebook. {_REMEDY}",)))
            except CourseError as error:
                receipts.append(Receipt(found, LEFT, None, (f"{error}",)))
    return receipts


_REMEDY = "Ask for the .ipynb file, or pack several in a zip archive."


def _take_archive(path: Path, classroom: Classroom, roster: Mapping[str, Learner]) -> list[Receipt]:
    "Takes the notebooks in a zip archive and their weights, with the times that the archive gives them."
    archive = read_incoming(path, MAX_ARCHIVE)
    contents = open_archive(archive.data, path.name)
    files = {path / member.path: member for member in contents.members}
    receipts = [Receipt(path, LEFT, None, (line,)) for line in contents.passed_over]
    used, mixed = set(), _archives_of_several(files)
    for place in (place for place in files if kind_of(place) == NOTEBOOK):
        beside = next((name for name in _weights_names(place, files) if name in files), None)
        weights = files[beside].data if beside else None
        used.add(beside)
        incoming = Incoming(place, files[place].data, files[place].written or archive.written)
        try:
            if mixed & set(place.parents):
                raise CourseError("lies in one learner's archive beside another's hand-in. Ask whose it is.")
            receipts.append(_put(place, incoming, classroom, roster, weights))
        except CourseError as error:
            receipts.append(Receipt(place, LEFT, None, (f"{error}",)))
    for place in files:
        if kind_of(place) == WEIGHTS_FILE and place not in used:
            receipts.append(Receipt(place, LEFT, None, (_NO_NOTEBOOK,)))
    if not receipts:
        raise CourseError("has no notebooks in it. Pack the notebooks that are handed in.")
    return receipts


def _archives_of_several(files: Iterable[Path]) -> set[Path]:
    "Archives that one learner handed in (a platform says so, or they came in an archive) with hand-ins of several."
    found: dict[Path, set[str]] = {}
    for place in files:
        named = read_name(place) if kind_of(place) == NOTEBOOK else None
        student = named.student.casefold() if named else ""
        archives = [folder for folder in place.parents if kind_of(folder) == ".zip"] if named else []
        for archive in archives:
            if uploader_of(Path(archive.name)) or archive is not archives[-1]:
                found.setdefault(archive, set()).add(student)
    return {archive for archive, students in found.items() if len(students) > 1}


_NO_NOTEBOOK = "are weights without their notebook. Hand in both, named alike."


def _files(path: Path) -> Iterator[Path]:
    "The path itself if it is a file, else every file below it that is a hand-in or may have been meant as one."
    if path.is_symlink() or not path.is_dir():
        yield path
        return
    found = False
    for folder, folders, files in os.walk(path):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            odd = is_odd(Path(name)) and not _beside_a_notebook(files) or _is_left_alone(Path(folder, name), files)
            if not name.startswith(".") and (kind_of(Path(name)) in (NOTEBOOK, ".zip") or odd):
                found = True
                yield Path(folder) / name
    if not found:
        yield path


def _is_left_alone(path: Path, files: Iterable[str]) -> bool:
    "Whether a file is weights that were handed in and that go with no notebook of the same folder."
    if kind_of(path) != WEIGHTS_FILE or _beside_a_notebook(files) and not read_name(path.with_suffix(NOTEBOOK)):
        return False
    notebooks = [path.with_name(name) for name in files if kind_of(Path(name)) == NOTEBOOK]
    return not any(path in _weights_names(notebook, [path]) for notebook in notebooks)


def _beside_a_notebook(files: Iterable[str]) -> bool:
    "A folder with a notebook in it is somebody's work: what else lies there is theirs and no hand-in."
    return any(kind_of(Path(name)) == NOTEBOOK for name in files)


def _take(path: Path, classroom: Classroom, roster: Mapping[str, Learner]) -> Receipt:
    if not path.is_symlink():
        if not path.exists():
            raise CourseError("is not there. Check the name and the folder.")
        if path.is_dir():
            raise CourseError("has no notebooks in it. Name the folder that the hand-ins are in.")
    slot, *_ = slot_of(path, classroom, roster)  # what is not named as a hand-in is not read
    _require_own_folder(path, slot, roster)
    secret = read_secret(path.parent) if EXCHANGE.fullmatch(path.parent.name) else ""
    return _put(path, read_incoming(path), classroom, roster, _weights_beside(path), secret)


def _require_own_folder(path: Path, slot: Slot, roster: Mapping[str, Learner]) -> None:
    "In the exchange whoever submits names the folder, and their account owns it."
    if not EXCHANGE.fullmatch(path.parent.name):
        return
    try:
        owner = getpwuid(path.parent.stat().st_uid).pw_name
    except KeyError:
        return  # of another machine
    named = (EXCHANGE.fullmatch(folder.name) for folder in path.parent.parent.iterdir())
    if owner != slot.student and owner in {*roster, *(found["student"] for found in named if found)}:
        raise CourseError(f"is named as {slot.student}'s and was submitted by the account {owner}. Ask whose it is.")


def _weights_names(path: Path, among: Iterable[Path]) -> list[Path]:
    "Which of these files may be a notebook's weights: named as it is, copied or not; in a tree `capstone.safetensors`."
    alike = [
        other
        for other in among
        if kind_of(other) == WEIGHTS_FILE and other.parent == path.parent and _whose(other) == _whose(path)
    ]
    in_tree = path.parent.name == path.stem or EXCHANGE.fullmatch(path.parent.name)
    return [path.with_suffix(WEIGHTS_FILE), *alike, *([path.with_name(WEIGHTS)] if in_tree else [])]


def _whose(path: PurePath) -> tuple[str, str] | str:
    named = read_name(path.with_suffix(NOTEBOOK))
    if named:
        return named.student.casefold(), named.lesson.casefold()
    uploaded = read_upload(path.with_suffix(NOTEBOOK))
    return (str(uploader_of(path)), uploaded.lesson.casefold()) if uploaded else stem_of(path)


def _weights_beside(path: Path) -> bytes | None:
    "The weights handed in with a notebook, if there are any."
    for weights in _weights_names(path, sorted(path.parent.iterdir())):
        if weights.exists() or weights.is_symlink():
            try:
                return read_incoming(weights, MAX_WEIGHTS).data
            except CourseError as error:
                raise CourseError(f"came with {weights.name}, which {error}") from None
    return None


def _put(
    path: Path,
    incoming: Incoming,
    classroom: Classroom,
    roster: Mapping[str, Learner],
    weights: bytes | None = None,
    secret: str = "",
) -> Receipt:
    "Puts a notebook that was read into its place, and what came with it beside it."
    slot, said, remark = slot_of(path, classroom, roster)
    by = uploader_of(path)
    _require_own(slot, by, classroom, roster)
    written = said or incoming.written
    findings = examine(slot, incoming.data, read_notebook(Lesson(slot.lesson).notebook(classroom.solutions)))
    if remark:
        findings.remarks.append(remark)
    if not _can_be(written):
        findings.remarks.append(f"is dated {written:%Y-%m-%d}, which cannot be: the time of its collection counts.")
        written = datetime.now(UTC)
    kept = received(slot, classroom.submitted)
    place = slot.folder(classroom.submitted) / WEIGHTS
    before = place.read_bytes() if place.is_file() else None
    same = kept is not None and slot.notebook(classroom.submitted).read_bytes() == incoming.data and weights == before
    if kept and written < kept and _can_be(kept) and not same:
        return Receipt(path, OLDER, slot)
    aside = refused_folder(classroom)
    refused = received(slot, aside)
    if refused and refused <= written and not findings.refusal:
        rmtree(slot.folder(aside))
    if same and kept and written >= kept:
        return Receipt(path, SAME, slot, tuple(findings.remarks))  # the earliest time stays
    if findings.refusal:
        put_hand_in(slot, aside, incoming.data, written, reason=findings.refusal)
        return Receipt(path, REFUSED, slot, (findings.refusal,))
    remarks = list(findings.remarks)
    others = {UPLOADER: f"{by}\n{by.prefix}\n"} if by else {}
    others |= {Path(SECRET).stem: secret} if secret else {}
    if not secret and not same:
        (slot.folder(classroom.submitted) / SECRET).unlink(missing_ok=True)  # of another hand-in
    put_hand_in(slot, classroom.submitted, incoming.data, written, {WEIGHTS: weights} if weights else {}, **others)
    if weights is None and before is not None:
        place.unlink()
        remarks.append("came without weights: those of the hand-in before it no longer count.")
    return Receipt(path, SAME if same else COLLECTED, slot, tuple(remarks))


def _require_own(slot: Slot, by: Uploader | None, classroom: Classroom, roster: Mapping[str, Learner]) -> None:
    require_own(slot.student, by, roster)
    path = slot.folder(classroom.submitted) / f"{UPLOADER}.txt"
    before = path.read_text(encoding="utf-8").partition("\n")[0].strip() if path.is_file() else str(by)
    if by and before != str(by):
        raise CourseError(
            f"comes from {by}, and {slot} was handed in from {before}. Ask whose it is; if it is to replace the other, "
            f"delete {path}."
        )


def uploaded_as(slot: Slot, classroom: Classroom) -> tuple[str, str]:
    "The platform that the hand-in in this place came from and what it puts before the names of its files; '' for none."
    path = slot.folder(classroom.submitted) / f"{UPLOADER}.txt"
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    return (lines[0].partition("'s ")[0].casefold(), lines[1]) if len(lines) > 1 else ("", "")


def _can_be(time: datetime) -> bool:
    "Whether a hand-in can be of that time. What a file says of itself, its author can choose."
    return EARLIEST <= time <= datetime.now(UTC) + AHEAD


def slot_of(path: Path, classroom: Classroom, roster: Mapping[str, Learner]) -> tuple[Slot, datetime | None, str]:
    """Whose notebook of which lesson a file is, by its name or its folders, and when it came in, if its name says so.

    Where the name has no id, or nobody's, and a platform says from whose account the file came, it is theirs; the last
    value says so, and is '' otherwise.
    """
    named = read_name(path.absolute())
    account = account_of(uploader_of(path), roster)
    if account and kind_of(path) == NOTEBOOK and (named is None or not is_known(named.student, roster)):
        found = named or read_upload(path)
        if found:
            lesson = find_lesson(found.lesson, classroom.solutions)
            called = f"by {found.student!r}, who is nobody in the roster" if found.student else "without an id"
            remark = f"is {called}: taken as {account}'s, from whose account it came."
            return Slot(lesson.name, account.id), found.written, remark
    if kind_of(path) != NOTEBOOK or named is None:
        raise CourseError(f"is not named as a hand-in. {_RENAME}")
    if not is_student_id(named.student):
        meant = who_is_called(named.student, roster)
        if meant is None:
            also = " and nobody in the roster is called so" if roster else ""
            raise CourseError(f"is not named as a hand-in: {named.student!r} cannot be an id{also}. {_RENAME}")
        remark = f"is by {named.student!r}: taken as {meant}'s, who is called so in the roster."
        return Slot(find_lesson(named.lesson, classroom.solutions).name, meant.id), named.written, remark
    lesson = find_lesson(named.lesson, classroom.solutions)
    if not roster and named.student.casefold() in ("lessons", "solutions", "submitted", "release", "source"):
        raise CourseError(
            f"lies in a folder called {named.student!r}, which is no learner's id: a repository, perhaps. Name its "
            "folder, or the file, after the learner: ada__01_stats.ipynb."
        )
    _require_one_spelling(named.student, classroom, roster)
    return Slot(lesson.name, require_known(named.student, roster)), named.written, ""


_RENAME = "Rename it to STUDENT__LESSON.ipynb, like ada__01_stats.ipynb."


def _require_one_spelling(student: str, classroom: Classroom, roster: Mapping[str, Learner]) -> None:
    "Raises `CourseError` for an id that some file systems take for another one's. A roster says which spelling counts."
    if roster:
        return
    bases = [base for base in (classroom.submitted, refused_folder(classroom)) if base.is_dir()]
    for known in sorted({folder.name for base in bases for folder in base.iterdir()}):
        if known != student and known.casefold() == student.casefold():
            raise CourseError(
                f"is by {student!r}, and there are hand-ins by {known!r}, which some file systems take for the same. "
                f"Rename it to {known}__… if it is theirs; if not, give one of the two another id."
            )
