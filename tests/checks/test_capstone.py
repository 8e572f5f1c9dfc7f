"The capstone's weights: read safely, run on images whose labels stay with the judge, and judged by what they do."

import gzip
from hashlib import md5
from pathlib import Path
from types import SimpleNamespace

import pytest
import torch
from safetensors.torch import save

from autograder.checks import images, lesson14
from autograder.checks.answers import cells_with
from autograder.checks.images import JudgedImages
from autograder.checks.run import checks_of, run_checks
from autograder.checks.student import Student, files_in, in_this_process
from autograder.checks.trial import trials
from autograder.checks.vocabulary import Disagreement
from autograder.errors import CourseError
from autograder.ipynb import read_notebook, source_of
from autograder.lessons import REPOSITORY, find_lesson
from autograder.probe.child import execute
from autograder.probe.probe import answer
from autograder.probe.wire import decode, encode
from course_lib.core import ImageData, Split, make_splits

LINEAR = """
def capstone_model():
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 10))
"""
N = 2000
PUBLISHED, TRIAL = trials("capstone_model/goal_900", hidden=True)[:2]
FIELDS = torch.stack([torch.zeros(28, 28) for _ in range(10)])  # five rows of two fields, with a margin
for _k in range(10):
    FIELDS[_k, 2 + 5 * (_k // 2) : 6 + 5 * (_k // 2), 3 + 12 * (_k % 2) : 12 + 12 * (_k % 2)] = 0.9


@pytest.fixture(autouse=True)
def known_images(monkeypatch):
    "Images with a bright field that tells the class; 9.5 % of the test labels say something else, none of the others."
    shown = torch.arange(N) % 10
    pixels = (255 * FIELDS[shown]).to(torch.uint8) + (torch.arange(N) // 10 % 7).to(torch.uint8).view(N, 1, 1) * 4
    labels = shown.clone()
    labels[:190] = (labels[:190] + 1) % 10
    pixels = pixels.view(N, 28, 28)
    monkeypatch.setattr(lesson14, "test_images", lambda: JudgedImages("known", pixels, labels))
    monkeypatch.setattr(lesson14, "validation_images", lambda: JudgedImages("known", pixels, shown))


@pytest.fixture
def names(tmp_path, monkeypatch):
    "A notebook's namespace with a linear model, in a folder of its own."
    monkeypatch.chdir(tmp_path)
    lesson = find_lesson("14", REPOSITORY / "solutions")
    namespace, failed = execute(cells_with(lesson, REPOSITORY / "solutions", "capstone_model", LINEAR))
    assert failed is None
    return namespace


def save_knowing(names):
    "Saves weights that see the bright field."
    model = names["capstone_model"]()
    with torch.no_grad():
        model[1].weight.copy_(FIELDS.flatten(1))
        model[1].bias.zero_()
    names["save_weights"](model)


def test_accuracy_is_that_of_the_saved_weights(names):
    save_knowing(names)
    student = in_this_process(names)
    assert lesson14.accuracy_of(student, TRIAL) == 0.905
    lesson14.reaches(student, TRIAL, 0.90)
    with pytest.raises(Disagreement, match="90.50% of the test images is not there yet"):
        lesson14.reaches(student, TRIAL, 0.92)


def test_a_notebook_reads_no_test_image(names, monkeypatch):
    monkeypatch.setattr(lesson14, "test_images", lambda: pytest.fail("test images were read"))
    save_knowing(names)
    student = in_this_process(names)
    assert lesson14.accuracy_of(student, PUBLISHED) == 1.0
    assert run_checks("capstone_model", student).points == 10


def test_each_goal_is_scored_once(names, monkeypatch):
    "In grading on the test images alone, which go through the model once for all goals."
    monkeypatch.setattr(lesson14, "validation_images", lambda: pytest.fail("validation images were read"))
    save_knowing(names)
    asked, scored = [], []
    monkeypatch.setattr(lesson14, "_evaluate", lambda *args, it=lesson14._evaluate: asked.append(1) or it(*args))
    monkeypatch.setattr(lesson14, "reaches", lambda *args, it=lesson14.reaches: scored.append(args[2]) or it(*args))
    report = run_checks("capstone_model", in_this_process(names), hidden=True)
    assert [row.points for row in report.rows if row.goal and row.passed] == [2]
    assert [row.said for row in report.rows if not row.passed] == ["90.50% of the test images is not there yet"] * 3
    assert scored == [0.90, 0.92, 0.935, 0.94] and len(asked) == 1
    assert sum(row.goal for row in checks_of("capstone_model")) == len(scored)


def test_no_label_leaves_the_judge_and_the_images_go_once(names):
    save_knowing(names)
    asked = []

    def ask(packed, args, without):
        asked.extend(args)
        return decode(encode(answer(packed, decode(encode(args)), names, without)))

    student = Student(ask, files_in(Path.cwd()))
    for goal in (0.5, 0.6, 0.7):
        lesson14.reaches(student, TRIAL, goal)
    batches = [value for value in asked if isinstance(value, torch.Tensor)]
    assert [len(batch) for batch in batches] == [1000] * 6  # all of them, and four times those of the second thought
    assert all(batch.is_floating_point() for batch in batches)


TABLE = """
class Cheat(nn.Module):
    "The weights are there and do nothing: the answer is looked up."

    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(784, 10)

    def key(self, image):
        return KEY

    def forward(self, x):
        found = [TABLE.get(self.key(image), 0) for image in x]
        return torch.eye(10)[found] + 0 * self.linear(x.flatten(1))


def capstone_model():
    return Cheat()
"""


@pytest.mark.parametrize(
    ("key", "looks_like"),
    [
        ("hash(image.numpy().tobytes())", lesson14.BY_NUMBERS),
        ("tuple((image > 0.5).flatten().tolist())", lesson14.BY_NUMBERS),  # survives other gray levels
        ("int(F.adaptive_avg_pool2d(image, (5, 2)).flatten().argmax())", lesson14.ELSEWHERE),  # and a moved pixel
    ],
)
def test_a_table_of_the_test_images_is_no_model(names, key, looks_like):
    "Whoever has the test images elsewhere can bring a table of them; their honest twin gets the same images right."
    exec(TABLE.replace("KEY", key), names)
    test = lesson14.test_images()
    images = (test.images.unsqueeze(1).float() / 255 - lesson14.MEAN) / lesson14.STD
    model = names["Cheat"]()
    names["TABLE"] = {model.key(image): int(label) for image, label in zip(images, test.labels, strict=True)}
    names["save_weights"](model)
    student = in_this_process(names)
    assert lesson14.accuracy_of(student, TRIAL) >= 0.90
    with pytest.raises(Disagreement) as caught:
        lesson14.reaches(student, TRIAL, 0.90)
    assert caught.value.looks_like == looks_like


def test_the_file_counts_whatever_the_notebook_calls_saved_weights(names):
    model = names["capstone_model"]()
    with torch.no_grad():
        for p in model.parameters():
            p.zero_()
    names["save_weights"](model)
    good = {"1.weight": FIELDS.flatten(1), "1.bias": torch.zeros(10)}
    names["saved_weights"] = names["load_file"] = lambda *_: good
    assert lesson14.accuracy_of(in_this_process(names), TRIAL) < 0.2


def test_without_a_file_it_says_so(names):
    with pytest.raises(Disagreement) as caught:
        lesson14.accuracy_of(in_this_process(names), TRIAL)
    assert caught.value.looks_like == lesson14.NO_FILE
    lesson14.weights_fit(in_this_process(names), None)  # nothing saved yet is no mistake


@pytest.mark.parametrize(
    ("state", "looks_like"),
    [
        (lambda: torch.nn.Linear(784, 10).state_dict(), lesson14.NO_FIT),
        (lambda: {"1.weight": torch.zeros(10, 783), "1.bias": torch.zeros(10)}, lesson14.NO_FIT),
        (lambda: {"1.weight": torch.zeros(10, 784).double(), "1.bias": torch.zeros(10)}, lesson14.NO_FIT),
        (lambda: {"1.weight": torch.zeros(10, 784) / 0, "1.bias": torch.zeros(10)}, "training failed"),
        (dict, lesson14.NO_FIT),
    ],
)
def test_weights_of_another_model(names, tmp_path, state, looks_like):
    (tmp_path / "capstone.safetensors").write_bytes(save(state()))
    with pytest.raises(Disagreement) as caught:
        lesson14.weights_fit(in_this_process(names), None)
    assert looks_like in caught.value.looks_like


def test_the_order_of_the_weights_is_that_of_their_names():
    "safetensors gives another one in each process, and with it the table that is stored in a notebook would change."
    names = [f"layer{k}.weight" for k in range(40)]
    data = save({name: torch.zeros(1) for name in names})
    read = lesson14.read_weights(SimpleNamespace(beside=lambda file: data))
    assert list(read) == sorted(names)


def test_a_pickle_is_not_opened(names, tmp_path):
    torch.save(names["capstone_model"]().state_dict(), tmp_path / "capstone.safetensors")
    with pytest.raises(Disagreement, match="holds no weights"):
        lesson14.accuracy_of(in_this_process(names), TRIAL)


def test_a_large_file_is_not_opened(names, tmp_path):
    (tmp_path / "capstone.safetensors").write_bytes(bytes(16_100_001))
    with pytest.raises(Disagreement, match="larger than 16 MB"):
        lesson14.accuracy_of(in_this_process(names), TRIAL)


def test_missing_and_damaged_images_are_named(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("COURSE_DATA", str(tmp_path))
    with pytest.raises(CourseError, match="no test images in .*FashionMNIST"):
        images.test_images()
    with pytest.raises(CourseError, match="no training images in .*FashionMNIST"):
        images.validation_images()
    raw = tmp_path / "FashionMNIST" / "raw"
    raw.mkdir(parents=True)
    for file in images._FILES:
        (raw / file).write_bytes(gzip.compress(bytes(16)))
    with pytest.raises(CourseError, match="t10k-images-idx3-ubyte.gz is damaged"):
        images.test_images()
    monkeypatch.setenv("COURSE_DATA", "offline")
    with pytest.raises(CourseError, match="no drawn garments"):
        images.test_images()


def cell_of_lesson(name):
    cells = read_notebook(find_lesson("14", REPOSITORY / "solutions").notebook(REPOSITORY / "solutions"))["cells"]
    return next(source_of(cell) for cell in cells if cell["id"] == name)


@pytest.mark.parametrize(("name", "switch"), [("capstone-run", "TRAIN"), ("ablation-run", "ABLATE")])
def test_run_all_trains_nothing_and_keeps_the_weights(name, switch, names, capsys):
    "The cells that train do so when their switch says so, and only then."
    trained = []

    def train(model, data, **settings):
        trained.append(settings)
        return SimpleNamespace(history=[{"accuracy": 0.5 + len(trained) / 100}])

    images = Split(torch.zeros(2, 1, 28, 28), torch.zeros(2, dtype=torch.int64))
    data = ImageData("none", images, images, images, ())
    save_knowing(names)
    before = Path("capstone.safetensors").read_bytes()
    names |= {"fit_one_cycle": train, "data": data}
    exec(cell_of_lesson("ablation"), names)
    source = cell_of_lesson(name)
    exec(source, names)
    assert not trained and Path("capstone.safetensors").read_bytes() == before
    assert f"{switch} = True trains" in capsys.readouterr().out
    assert f"{switch} = False" in source
    exec(source.replace(f"{switch} = False", f"{switch} = True"), names)
    assert len(trained) == {"TRAIN": 1, "ABLATE": 6}[switch]
    assert (Path("capstone.safetensors").read_bytes() != before) == (switch == "TRAIN")


def test_the_validation_images_are_those_of_lesson_00(tmp_path, monkeypatch):
    pixels, labels = torch.arange(60 * 784).view(60, 28, 28).to(torch.uint8), torch.arange(60).to(torch.uint8)
    raw = tmp_path / "FashionMNIST" / "raw"
    raw.mkdir(parents=True)
    known = {}
    for (file, (_, header)), numbers in zip(images._TRAIN_FILES.items(), (pixels, labels), strict=True):
        (raw / file).write_bytes(gzip.compress(bytes(header) + numbers.numpy().tobytes()))
        known[file] = md5((raw / file).read_bytes(), usedforsecurity=False).hexdigest(), header
    monkeypatch.setattr(images, "_TRAIN_FILES", known)
    monkeypatch.setenv("COURSE_DATA", str(tmp_path))
    judged, valid = images.validation_images(), make_splits("any", (pixels, labels), (pixels, labels)).valid
    assert judged.name == "Fashion-MNIST" and torch.equal(judged.labels, valid.labels)
    assert torch.equal(judged.images.unsqueeze(1).float().div(255), valid.images) and len(valid.labels) == 10
