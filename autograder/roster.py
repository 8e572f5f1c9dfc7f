"""`classroom/roster.csv`: who is in the class. Names where people read, ids where files are.

Made by hand or from what Canvas, Moodle, Blackboard or nbgrader export. Where there is one, hand-ins of others are
asked about and never made, and whoever handed in nothing is named.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from difflib import get_close_matches
from pathlib import Path

from autograder.classroom import Classroom
from autograder.errors import CourseError
from autograder.files import write_atomic
from autograder.lessons import is_student_id
from autograder.names import Uploader

PLATFORMS = ("canvas", "moodle", "blackboard")  # whose exports are read, and whose ids a learner can have


@dataclass(frozen=True)
class Learner:
    "One line of the roster. `canvas`, `moodle` and `blackboard` are the platform's own ids."

    id: str
    name: str = ""
    email: str = ""
    section: str = ""
    group: str = ""
    canvas: str = ""
    moodle: str = ""
    blackboard: str = ""

    def __str__(self) -> str:
        return f"{self.name} ({self.id})" if self.name else self.id


COLUMNS = [field.name for field in fields(Learner)]


def roster_path(classroom: Classroom) -> Path:
    "Where the class's roster is."
    return classroom.folder / "roster.csv"


def read_roster(classroom: Classroom) -> dict[str, Learner]:
    "The class by id, in the file's order; empty where there is no roster. Raises `CourseError` naming the line."
    path = roster_path(classroom)
    if not path.exists():
        return {}
    rows = read_csv(path)
    if not rows or "id" not in rows[0]:
        raise CourseError(f"{path} has no column `id`. Its first line is {','.join(COLUMNS)}.")
    found: dict[str, Learner] = {}
    for number, row in enumerate(rows, 2):
        learner = Learner(**{name: row.get(name, "").strip() for name in COLUMNS})
        if not is_student_id(learner.id):
            raise CourseError(f"{path}, line {number}: {learner.id!r} cannot be an id. Use letters, digits, . _ and -.")
        same = next((other for other in found if other.casefold() == learner.id.casefold()), None)
        if same:
            raise CourseError(f"{path}, line {number}: {learner.id!r} is there twice (as {same!r}). Delete one line.")
        found[learner.id] = learner
    return found


def write_roster(learners: Mapping[str, Learner], classroom: Classroom) -> None:
    "Writes the roster in one step."
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(asdict(learner) for learner in learners.values())
    write_atomic(roster_path(classroom), text.getvalue())


def read_csv(path: Path) -> list[dict[str, str]]:
    "The rows of a CSV file as spreadsheets save it: UTF-8 with or without a mark, UTF-16; commas, semicolons, tabs."
    try:
        data = path.read_bytes()
        text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except OSError as error:
        raise CourseError(f"{path} cannot be read ({error.strerror}). Check the name.") from None
    except UnicodeDecodeError:
        raise CourseError(f"{path} is not text in UTF-8 or UTF-16. Save it as CSV, UTF-8.") from None
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    rows = list(csv.DictReader(io.StringIO(text), delimiter=delimiter, restval=""))
    return [
        {(name or "").strip(): value or "" for name, value in row.items() if isinstance(value, str)} for row in rows
    ]


# ---- from the exports of platforms ---------------------------------------------------------------------------------


def _canvas(row: Mapping[str, str]) -> Learner | None:
    if not row.get("ID", "").strip().isdecimal() or row["Student"].strip() == "Student, Test":
        return None  # lines such as "Points Possible", and Canvas's own test student
    surname, comma, given = row["Student"].partition(",")
    name = f"{given.strip()} {surname.strip()}" if comma else surname.strip()
    login = row.get("SIS Login ID", "").strip()
    email = login if "@" in login else ""
    return Learner(_id(login or row.get("SIS User ID") or row["ID"]), name, email, row["Section"], canvas=row["ID"])


def _moodle(row: Mapping[str, str]) -> Learner | None:
    email = row.get("Email address", "")
    name = f"{row.get('First name', '')} {row.get('Last name') or row.get('Surname', '')}".strip()
    key = row.get("Username") or row.get("ID number") or email
    return Learner(_id(key), name, email, group=row.get("Groups", ""), moodle=row.get("ID number") or email)


def _blackboard(row: Mapping[str, str]) -> Learner | None:
    name = f"{row['First Name']} {row['Last Name']}".strip()
    return Learner(_id(row["Username"]), name, blackboard=row["Username"])


def _nbgrader(row: Mapping[str, str]) -> Learner | None:
    name = f"{row['first_name']} {row['last_name']}".strip()
    return Learner(row["id"], name, row.get("email", ""))


def _ours(row: Mapping[str, str]) -> Learner | None:
    return Learner(**{name: row.get(name, "").strip() for name in COLUMNS})


# By the columns that tell them apart; the first that fits.
FORMS: tuple[tuple[str, set[str], Callable[[Mapping[str, str]], Learner | None]], ...] = (
    ("Canvas", {"Student", "ID", "Section"}, _canvas),
    ("Blackboard", {"Last Name", "First Name", "Username"}, _blackboard),
    ("nbgrader", {"id", "first_name", "last_name"}, _nbgrader),
    ("Moodle", {"First name", "Email address"}, _moodle),
    ("this course", {"id"}, _ours),
)


def _id(text: str) -> str:
    "A platform's login as an id: what stands before an @."
    return text.strip().partition("@")[0]


def as_id(text: str) -> str:
    "The nearest id to a text: `o'neil` becomes `oneil`, `jörg` becomes `jorg`; '' where nothing is left."
    plain = unicodedata.normalize("NFKD", text.translate(_LETTERS))
    kept = re.sub(r"_{2,}", "_", re.sub(r"[^A-Za-z0-9._-]", "", plain))[:64].strip("._-")
    return kept if is_student_id(kept) else ""


_LETTERS = str.maketrans({"ß": "ss", "ø": "o", "Ø": "O", "æ": "ae", "Æ": "Ae", "œ": "oe", "ł": "l", "Ł": "L", " ": "."})


@dataclass(frozen=True)
class Imported:
    "What an export brought. `to_look_at` has a line for each row that was not taken as it stands."

    form: str
    new: tuple[Learner, ...] = ()
    changed: tuple[Learner, ...] = ()
    to_look_at: tuple[str, ...] = ()


def import_roster(path: Path, classroom: Classroom) -> Imported:
    """Takes a platform's export into the roster.

    Nobody is removed, and what the roster knows and the export does not (a group, say) stays. Who is known by an
    address or a platform's number keeps their id. A row that makes no sense keeps no other from the roster.
    """
    rows = read_csv(path)
    columns = set(rows[0]) if rows else set()
    form = next((form for form in FORMS if form[1] <= columns), None)
    if form is None:
        raise CourseError(
            f"{path} is no export that is known: its columns are {', '.join(sorted(columns)) or 'none'}. Take the "
            "gradebook export of Canvas or Blackboard, the participants or grades of Moodle, or nbgrader's students, "
            "made in English; or name columns id, name, email."
        )
    known, taken = read_roster(classroom), dict[str, int]()
    new, changed, to_look_at = [], [], []
    for number, row in enumerate(rows, 2):
        found = form[2](row)
        if found is None:
            continue
        learner = replace(found, id=found.id if is_student_id(found.id) else as_id(found.id))
        before = _known_as(learner, known)
        student = before.id if before else learner.id
        if not student:
            to_look_at.append(f"line {number} is left out: {found.id!r} cannot be an id. Use `roster add`.")
            continue
        if student.casefold() in taken:
            to_look_at.append(
                f"line {number} is left out: {student} is line {taken[student.casefold()]} already. If this is "
                "somebody else, give them another id: `roster add`."
            )
            continue
        if before is None and learner.id != found.id:
            to_look_at.append(f"line {number}: {found.id!r} cannot be an id and is {student} here. Tell them.")
        taken[student.casefold()] = number
        said = {name: value for name, value in asdict(learner).items() if value and name != "id"}
        known[student] = replace(before or learner, **said)
        if before is None:
            new.append(known[student])
        elif before != known[student]:
            changed.append(known[student])
    write_roster(known, classroom)
    return Imported(form[0], tuple(new), tuple(changed), tuple(to_look_at))


def _known_as(learner: Learner, known: Mapping[str, Learner]) -> Learner | None:
    "Who of the class this is: by id, in whatever case, by address, or by the number that a platform has for them."
    if learner.id in known:
        return known[learner.id]
    for name in ("id", "email", "canvas", "moodle", "blackboard"):
        value = getattr(learner, name).casefold()
        for other in known.values():
            if value and getattr(other, name).casefold() == value:
                return other
    return None


def is_known(student: str, roster: Mapping[str, Learner]) -> bool:
    "Whether somebody in the roster has this id, in whatever case."
    return student.casefold() in map(str.casefold, roster)


def require_known(student: str, roster: Mapping[str, Learner]) -> str:
    """The id in the roster that is meant, in the roster's own spelling; any id where there is no roster.

    Raises `CourseError` for somebody who is not in the class, with the nearest who is.
    """
    if not roster or student in roster:
        return student
    same = [known for known in roster if known.casefold() == student.casefold()]
    if same:
        return same[0]
    close = get_close_matches(student, roster, n=1)
    hint = f"Is it {roster[close[0]]}? Rename the file then. " if close else ""
    raise CourseError(
        f"is by {student!r}, who is not in the roster. {hint}To add them: autograder roster add {student}"
    )


def require_own(student: str, by: Uploader | None, roster: Mapping[str, Learner]) -> None:
    "Raises `CourseError` for a hand-in under one learner's id that a platform has from another's account."
    if by is None:
        return
    for learner in roster.values():
        if _has_account(learner, by) and learner.id != student:
            raise CourseError(
                f"is named as {student}'s and was uploaded by {learner}. Ask whose it is, and rename it to "
                f"{learner.id}__… if it is theirs."
            )


def account_of(by: Uploader | None, roster: Mapping[str, Learner]) -> Learner | None:
    "Whose account on a platform this is; None where nobody in the roster has it, or two of them."
    found = [learner for learner in roster.values() if by and _has_account(learner, by)]
    return found[0] if len(found) == 1 else None


def who_is_called(text: str, roster: Mapping[str, Learner]) -> Learner | None:
    """Who is meant by a text that cannot be an id: a login, address or name as people write it; None unless it is one.

    A login that became another id when it was imported (`o'neil`) is known, too.
    """
    surname, comma, given = text.partition(",")
    wanted = {_folded(text), _folded(f"{given} {surname}") if comma else ""} - {""}
    made = as_id(_id(text))
    found = [
        learner
        for learner in roster.values()
        if learner.id == made or not wanted.isdisjoint(_folded(getattr(learner, name)) for name in _CALLED)
    ]
    return found[0] if len(found) == 1 else None


_CALLED = ("name", "email", *PLATFORMS)


def _folded(text: str) -> str:
    "For comparing: in one case, one spelling of accents (macOS spells them apart in names of files), single spaces."
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def _has_account(learner: Learner, by: Uploader) -> bool:
    known = learner.name if by.platform == "moodle" else getattr(learner, by.platform)
    return _folded(known) == _folded(by.key)


ID_RULE = "Use letters a to z, digits, dots, hyphens and single underscores"


def _such_as(student: str) -> str:
    return f": {made}." if (made := as_id(_id(student))) else "."


def require_new(student: str, roster: Mapping[str, Learner]) -> None:
    "Raises `CourseError` unless this can be the id of somebody who is not in the roster yet."
    if not is_student_id(student):
        raise CourseError(f"{student!r} cannot be an id. {ID_RULE}{_such_as(student)}")
    if student.casefold() in map(str.casefold, roster):
        raise CourseError(f"{student!r} is in the roster already.")
