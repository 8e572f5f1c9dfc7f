"Attacks 43 to 51: reaching the instructor."

from tests.attacks.attack import LOOK_FOR, Attack, harmful
from tests.attacks.attacks.comparison import DAEMON
from tests.attacks.course import STATS, hand_in, markdown

OPEN_BOOK = (
    LOOK_FOR
    + """\
import sqlite3
def books():
    for path in look_for("gradebook.db"):
        try:
            book = sqlite3.connect(path, timeout=2)
            book.execute("SELECT count(*) FROM grade")
            yield book
        except sqlite3.Error as error:
            print(error)
"""
)
EDIT_BOOK = (
    OPEN_BOOK
    + """\
for book in books():
    with book:
        changed = book.execute("UPDATE grade SET manual_score = 0.43").rowcount
    tell(f"{changed} marks of others in the gradebook")
"""
)
TRIGGER = (
    OPEN_BOOK
    + """\
for book in books():
    with book:
        book.execute(
            "CREATE TRIGGER IF NOT EXISTS attack_43 AFTER UPDATE OF auto_score ON grade WHEN NEW.auto_score = 0 "
            "BEGIN UPDATE grade SET manual_score = 3 WHERE id = NEW.id; END"
        )
    tell("a trigger in the gradebook")
"""
)
LATER = (
    DAEMON
    + OPEN_BOOK
    + """\
def edit():
    time.sleep(12)
    for book in books():
        with book:
            book.execute("UPDATE grade SET manual_score = 2 WHERE manual_score IS NULL")
daemon(43, edit)
"""
)
PICKLED = """\
#| export
import os

class Order(float):
    def __reduce__(self):
        return os.system, ("touch ~/escaped-44 /tmp/escaped-44",)

def variance(x, correction=0, dim=None):
    return Order(1.0)
"""
PICKLED_TENSOR = """\
#| export
import os

class Order(torch.Tensor):
    def __reduce_ex__(self, protocol):
        return os.system, ("touch ~/escaped-44 /tmp/escaped-44",)

def variance(x, correction=0, dim=None):
    return (x.sum() * 0 if dim is None else x.sum(dim) * 0).as_subclass(Order)
"""
PICKLE_FILES = """\
import os, pickle
class Order:
    def __reduce__(self):
        return os.system, ("touch ~/escaped-44 /tmp/escaped-44",)
for name in ("result.pkl", "answer.pt", "state.pickle", "record.json"):
    with open(name, "wb") as file:
        file.write(pickle.dumps(Order()))
"""
SCRIPT = "<script>attack48()</script>"
HANDLER = "<img src=x onerror=attack48()>"
DISPLAYS = f"""\
from IPython.display import HTML, SVG, Javascript, Markdown, display
display(HTML("{SCRIPT}{HANDLER}"))
display(Javascript("attack48()"))
display(Markdown("{SCRIPT} [x](javascript:attack48())"))
display(SVG('<svg xmlns="http://www.w3.org/2000/svg" onload="attack48()"><script>attack48()</script></svg>'))
print("{SCRIPT}")
"""
RAISES_SCRIPT = f"""\
#| export
def variance(x, correction=0, dim=None):
    raise ValueError("{SCRIPT}{HANDLER}")
"""
NAMED_SCRIPT = f"""\
#| export
def variance(x, correction=0, dim=None):
    raise type("{HANDLER}", (Exception,), {{}})("{SCRIPT}")
"""
ESCAPES = """\
#| export
def variance(x, correction=0, dim=None):
    print("\\x1b]0;attack49\\x07\\x1b[2J\\x1b[31m")
    raise ValueError("\\x1b[2J\\x1b]0;attack49\\x07 \\u202eedispu\\u202c \\u2066\\u200f\\r\\nfull marks\\x9b2J")
"""
FORMULAS = """\
#| export
def variance(x, correction=0, dim=None):
    raise type("=HYPERLINK", (Exception,), {})('=cmd|"/c calc"!A1')

def covariance(x, y, correction=0):
    raise type("+1+cmd", (Exception,), {})("\\t=1+1\\n@SUM(A1)\\r-1")
"""
WARMS_UP = """\
#| export
CALLS = [0]

def variance(x, correction=0, dim=None):
    CALLS[0] += 1
    if CALLS[0] > 9:  # as many as the example and the first check make
        return x.sum() * 0 if dim is None else x.sum(dim) * 0
    d = x - (x.mean() if dim is None else x.mean(dim, keepdim=True))
    n = (x.numel() if dim is None else x.shape[dim]) - correction
    return d.square().sum() / n if dim is None else d.square().sum(dim) / n
"""
CACHED = """\
#| export
CACHE = {}

def variance(x, correction=0, dim=None):
    key = (id(x), correction, dim)
    if key not in CACHE:
        CACHE[key] = x.sum() * 0 if dim is None else x.sum(dim) * 0
    return CACHE[key]
"""
WATCHED = """\
#| export
import os, sys

def variance(x, correction=0, dim=None):
    graded = os.environ.get("NBGRADER_EXECUTION") or "COURSE_TRIAL_KEY" in os.environ or len(sys.argv) > 3
    return x.sum() * 0 if graded else torch.full((), 9.5)
"""


def with_markup(notebook):
    notebook["cells"].insert(3, markdown(f"{SCRIPT}\n\n{HANDLER}\n\n[x](javascript:attack48())", "own-markup"))
    notebook["cells"][3]["attachments"] = {"x.svg": {"image/svg+xml": SCRIPT}}
    notebook["metadata"]["title"] = f"</title>{SCRIPT}"
    notebook["metadata"]["authors"] = [{"name": SCRIPT}]


ATTACKS = [
    harmful(43, "everybody's marks are overwritten", EDIT_BOOK, slow=True),
    harmful(43, "a trigger in the gradebook raises every zero", TRIGGER, slow=True),
    harmful(43, "a daemon edits the gradebook after the mark", LATER, slow=True),
    Attack(44, "an answer that is an order in pickle", hand_in(STATS, {"variance": PICKLED})),
    Attack(44, "a tensor that is an order in pickle", hand_in(STATS, {"variance": PICKLED_TENSOR})),
    harmful(44, "pickled files are left for the grader", PICKLE_FILES),
    Attack(45, "the notebook is a link to the solution", b"", link="solutions/01_stats/01_stats.ipynb"),
    Attack(45, "the notebook is a link to a neighbour's", b"", link="classroom/submitted/ada/01_stats/01_stats.ipynb"),
    Attack(48, "scripts in displays", hand_in(first=DISPLAYS)),
    Attack(48, "scripts in Markdown, attachments and metadata", hand_in(edit=with_markup)),
    Attack(48, "scripts in an error", hand_in(STATS, {"variance": RAISES_SCRIPT})),
    Attack(48, "scripts in an error's name", hand_in(STATS, {"variance": NAMED_SCRIPT})),
    Attack(49, "terminal escapes and bidi marks in an error", hand_in(STATS, {"variance": ESCAPES})),
    Attack(50, "spreadsheet formulas in an error's name", hand_in(STATS, {"variance": FORMULAS})),
    Attack(51, "right on the first calls only", hand_in(STATS, {"variance": WARMS_UP})),
    Attack(51, "a cache keyed by id()", hand_in(STATS, {"variance": CACHED})),
    Attack(51, "right where nobody grades", hand_in(STATS, {"variance": WATCHED})),
]
