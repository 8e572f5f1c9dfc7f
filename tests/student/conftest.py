import pytest
from forked import ForkServer
from mini_course import first_lesson, forget_checks, register_checks, second_lesson
from tiny_courses import SETTINGS, edit, write_notebook

from autograder.probe.process import Process

STUB = '#| export\ndef {0}(x):\n    "Of `x`."\n    # Your code here\n    raise NotImplementedError'


class Desk:
    "A learner's folder with two tiny lessons, still to be solved."

    def __init__(self, root):
        self.root = root
        root.mkdir(parents=True)
        (root / "settings.ini").write_text(SETTINGS.replace("nbs_path = solutions", "nbs_path = lessons"))
        (root / "course_lib").mkdir()
        (root / "course_lib" / "__init__.py").touch()
        self.first = write_notebook(root / "lessons" / "90_first" / "90_first.ipynb", first_lesson())
        self.second = write_notebook(root / "lessons" / "91_second" / "91_second.ipynb", second_lesson())
        for notebook, names in ((self.first, ("double", "triple")), (self.second, ("quadruple",))):
            for name in names:
                edit(notebook, name, STUB.format(name))
                edit(notebook, f"check_{name}", f'check("{name}")')

    def write(self, name, body, notebook=None):
        "Writes an answer as a learner does: the stub goes, the signature stays."
        edit(notebook or self.first, name, f'#| export\ndef {name}(x):\n    "Of `x`."\n    {body}')

    def module(self, name):
        return (self.root / "course_lib" / f"{name}.py").read_text()


@pytest.fixture(scope="session")
def fork_server():
    with ForkServer() as server:
        yield server


@pytest.fixture(autouse=True)
def second_processes_are_forked(fork_server, monkeypatch):
    "Whoever checks a notebook in these tests waits for no import of torch."
    monkeypatch.setattr(Process, "_start", lambda process: fork_server.start(process))


@pytest.fixture
def desk(tmp_path, monkeypatch):
    register_checks()
    made = Desk(tmp_path / "desk")
    monkeypatch.chdir(made.first.parent)
    for name in ("IN_TEST", "NBGRADER_EXECUTION", "JPY_SESSION_NAME"):
        monkeypatch.delenv(name, raising=False)
    yield made
    forget_checks()
