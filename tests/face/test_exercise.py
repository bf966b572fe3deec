"""`optproof exercise`: the sheet that is to be filled in, what is said of an attempt, and the grades of many."""

import csv
import io

import nbformat
import pytest

from optproof.implementations.forms import FORMS
from optproof.reference.library import RULES, find_rule
from optproof.verification.exercises.sheet import ExerciseError, as_file, as_notebook, class_name, insist_on_theta
from optproof.verification.exercises.solution import solution
from optproof.verification.exercises.words import CHINESE, ENGLISH

from .conftest import ROOT

LANGUAGES = {"english": ENGLISH, "chinese": CHINESE}


@pytest.mark.parametrize("words", LANGUAGES.values(), ids=LANGUAGES)
@pytest.mark.parametrize("name", [each.name for each in RULES] + ["adam+l2", "rmsprop+centered+momentum"])
def test_every_rule_has_a_sheet(name, words):
    """It is Python, has every line of the first form, and its class takes the hyperparameters at their defaults."""
    rule = find_rule(name)
    text = as_file(rule, rule.first, "mine.py", words)
    scope = {}
    exec(text, scope)
    made = scope[class_name(rule)]()
    assert {each.name: float(each.default) for each in rule.first.hyperparameters} == vars(made)
    with pytest.raises(NotImplementedError, match=words.missing):
        made.update({}, {})
    assert max(map(len, text.splitlines())) <= 120


@pytest.mark.parametrize("words", LANGUAGES.values(), ids=LANGUAGES)
def test_a_sheet_as_people_read_it(words, snapshot):
    """The pseudo-code, the letters, how to go on, and the class."""
    rule = find_rule("adam")
    assert as_file(rule, rule.first, "adam.py", words) == snapshot


@pytest.mark.parametrize("name", ["adam", "lion"])
def test_a_notebook_is_one(name):
    """It is valid, and its last cell has the class under the magic that answers."""
    rule = find_rule(name)
    notebook = nbformat.reads(as_notebook(rule, rule.first, ENGLISH), as_version=4)
    nbformat.validate(notebook)
    assert notebook.cells[-1].source.startswith(f"%%optproof --rule {name} --exercise\n")
    assert f"class {class_name(rule)}:" in notebook.cells[-1].source


def test_a_form_that_looks_ahead_is_refused():
    """A sheet is handed gradients, and that form asks where they are taken."""
    rule = find_rule("nesterov")
    with pytest.raises(ExerciseError, match="Choose another form: bengio"):
        insist_on_theta(rule, rule.form("lookahead"))


@pytest.mark.parametrize(("name", "of"), FORMS.items(), ids=FORMS)
def test_solutions_are_ours(name, of):
    """What is shown stands so in our own file, and is the class of that form or one that equals it."""
    shown = solution(*of)
    last = shown.rstrip("\n").split("\n\n\n")[-1]
    assert any(last in each.read_text(encoding="utf-8") for each in (ROOT / "implementations").glob("*.py"))
    assert any(f"class {each}(" in last for each, other in FORMS.items() if other == of), name


STEP = """
        if not hasattr(self, "m"):
            self.t, self.m, self.v = 0, {}, {}
        self.t += 1
        for key in params:
            m = self.beta1 * self.m.get(key, 0) + (1 - self.beta1) * grads[key]
            v = self.beta2 * self.v.get(key, 0) + (1 - self.beta2) * grads[key] ** 2
            self.m[key], self.v[key] = m, v
            m_hat, v_hat = m / (1 - self.beta1**self.t), v / (1 - self.beta2**self.t)
            params[key] -= self.lr * m_hat / (np.sqrt(v_hat) + self.epsilon)
"""
ATTEMPTS = {
    "right.py": STEP,
    "wrong.py": STEP.replace("(np.sqrt(v_hat) + self.epsilon)", "np.sqrt(v_hat + self.epsilon) ** 2"),
    "accumulates.py": STEP.replace("v = self.beta2 * self.v", "v = self.v").replace(
        "(1 - self.beta2) * grads", "grads"
    ),
    "clears.py": f"{STEP}            grads[key] *= 0\n",
    "raises.py": "        raise KeyError('m')\n",
}


@pytest.fixture
def attempts(tmp_path, monkeypatch, optproof):
    """A folder with the sheet of Adam filled in by some, and left as it was by one; the command runs in it."""
    monkeypatch.chdir(tmp_path)
    assert optproof("exercise", "adam", "--out", "empty.py").out == "empty.py\n"
    sheet = (tmp_path / "empty.py").read_text(encoding="utf-8")
    for name, step in ATTEMPTS.items():
        left_out = '        raise NotImplementedError("write the step here")\n'
        assert left_out in sheet
        (tmp_path / name).write_text(sheet.replace(left_out, step.lstrip("\n")), encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("attempt", "options", "status"),
    [
        ("empty.py", [], 2),
        ("right.py", [], 0),
        ("wrong.py", [], 1),
        ("accumulates.py", [], 1),
        ("accumulates.py", ["--hint"], 1),
        ("accumulates.py", ["--hint", "--zh"], 1),
        ("clears.py", [], 1),
        ("raises.py", [], 2),
    ],
)
def test_an_attempt_is_answered(attempts, optproof, snapshot, attempt, options, status):
    """What agrees, the smallest run on which it goes wrong, and the mistake only where it was asked for."""
    said = optproof("exercise", "adam", attempt, *options)
    assert (said.status, said.out) == (status, snapshot)
    assert max(map(len, said.out.splitlines())) <= 80


def test_grades(attempts, optproof, snapshot):
    """A line for each attempt, and the same for a spreadsheet and as a page; one that raises keeps no other from its grade."""
    (attempts / "nobody.py").write_text("rate = 0.1\n", encoding="utf-8")
    (attempts / "formula.py").write_text("raise ValueError('=1+1')\nclass Adam: ...\n", encoding="utf-8")
    said = optproof("exercise", "adam", "--grade", ".", "--csv", "grades.csv", "--html", "grades.html")
    assert (said.status, said.out) == (0, snapshot)
    rows = [*csv.DictReader(io.StringIO((attempts / "grades.csv").read_text(encoding="utf-8")))]
    assert {each["who"]: each["verdict"] for each in rows} == {
        "accumulates.py": "refuted",
        "clears.py": "refuted",
        "empty.py": "unknown",
        "formula.py": "unknown",
        "nobody.py": "unknown",
        "raises.py": "unknown",
        "right.py": "proved",
        "wrong.py": "refuted",
    }
    assert not any(each["reason"].startswith("=") for each in rows)
    assert (attempts / "grades.html").read_text(encoding="utf-8").count("<article") == len(rows)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["adm"], "There is no rule 'adm'. Did you mean 'adam'?"),
        (["adam", "--form", "algoritm"], "algorithm-1"),
        (["nesterov", "--form", "lookahead"], "Choose another form: bengio"),
        (["adam", "nowhere.py"], "There is no file nowhere.py."),
        (["adam", "--out", "adam.txt"], "a sheet is a .py or an .ipynb"),
        (["adam", "--out", "no/adam.py"], "--out no/adam.py: it cannot be written (No such file or directory)."),
        (["adam", "--grade", "."], "there is no .py and no .ipynb in it"),
        (["adam", "--grade", "nowhere"], "there is no .py and no .ipynb in it"),
        (["adam", "--solution", "--grade", "."], "Choose one of FILE, --solution and --grade."),
        (["adam+nesterov", "--solution"], "optproof has no class of its own for adam+nesterov"),
    ],
)
def test_what_cannot_be_done_is_said(tmp_path, monkeypatch, optproof, arguments, sentence):
    """A sentence, and the status of what could not be carried out."""
    monkeypatch.chdir(tmp_path)
    said = optproof("exercise", *arguments)
    assert said.status == 2
    assert sentence in said.err
    assert [*tmp_path.iterdir()] == []


def test_nothing_is_overwritten(attempts, optproof):
    """A sheet never takes the place of a file."""
    before = (attempts / "right.py").read_text(encoding="utf-8")
    said = optproof("exercise", "adam", "--out", "right.py")
    assert (said.status, said.err) == (
        2,
        "right.py is there already, and is left as it is. Choose another with --out FILE.\n",
    )
    assert (attempts / "right.py").read_text(encoding="utf-8") == before


def test_a_solution_is_shown(optproof):
    """It is the class, after what it is built on."""
    said = optproof("exercise", "adam", "--solution")
    assert said.status == 0
    assert said.out == solution("adam", "algorithm-1")
    assert "# BIAS CORRECTION" in said.out
