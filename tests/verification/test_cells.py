"""A notebook's optimizer is judged from its cells: those that it needs are run, and no other."""

import json
import re
from pathlib import Path

import pytest

from optproof import check
from optproof.verification.reports.sarif import sarif_of
from optproof.verification.subjects.place import parted
from optproof.verification.subjects.target import TargetError, load

IMPORTS = "%matplotlib inline\nimport numpy as np\n!pip install nothing\nraise RuntimeError('not to be run')\n"
HELPER = "eps = 1e-7\n\ndef root(x):\n    return np.sqrt(x) + eps\n"
BASE = """
class Base:
    def __init__(self, lr=0.01, rho=0.9):
        self.lr, self.rho, self.v = lr, rho, None
"""
RMSPROP = """
class RMSprop(Base):
    def update(self, params, grads):
        if self.v is None:
            self.v = {key: np.zeros_like(p) for key, p in params.items()}
        for key in params:
            self.v[key] = self.rho * self.v[key] + (1 - self.rho) * grads[key] ** 2
            params[key] -= self.lr * grads[key] / root(self.v[key])
"""
TRAINING = "opt = RMSprop()\ntrain_for_ever(opt)\n"


def notebook(folder: Path, *cells: str) -> Path:
    """A notebook with code cells, and a page of text before them."""
    made = [{"cell_type": "code", "source": text.splitlines(keepends=True)} for text in cells]
    path = folder / "rules.ipynb"
    path.write_text(json.dumps({"nbformat": 4, "cells": [{"cell_type": "markdown", "source": "# Rules"}, *made]}))
    return path


def test_what_it_needs_is_run(tmp_path):
    """Its base, the helper of its step and what that reads; nothing that trains, and the verdict says so."""
    path = notebook(tmp_path, IMPORTS, HELPER, BASE, RMSPROP, TRAINING)
    verdict = check(f"{path}:RMSprop", rule="rmsprop")
    assert verdict.verdict == "proved"
    assert "(code cells: 1, 2, 3 and 4)" in verdict.reason


def test_line_is_that_of_its_cell(tmp_path, monkeypatch):
    """The mistake is placed in the cell; SARIF names the notebook, whose own lines are JSON."""
    monkeypatch.chdir(tmp_path)
    notebook(tmp_path, IMPORTS, HELPER, BASE, RMSPROP.replace("] = self.rho", "] += self.rho"), TRAINING)
    verdict = check("rules.ipynb:RMSprop", rule="rmsprop")
    assert [each.id for each in verdict.mistakes] == ["v-plus-equals"]
    assert verdict.line is not None
    assert (verdict.line.path, verdict.line.number) == ("rules.ipynb, cell 4", 7)
    (place,) = json.loads(sarif_of([verdict]))["runs"][0]["results"][0]["locations"]
    assert place["physicalLocation"]["artifactLocation"]["uri"] == "rules.ipynb"
    assert place["physicalLocation"]["region"] == {"startLine": 1}


CHANGED = {
    "an attribute that is set": "RMSprop.update = lambda self, params, grads: None\n",
    "setattr": "setattr(RMSprop, 'update', None)\n",
    "a decorator": "def add_to(kind):\n    return lambda f: setattr(kind, f.__name__, f)\n\n@add_to(RMSprop)\ndef update(self, params, grads): ...\n",
    "a function that is written anew": "def root(x):\n    return x\n",
    "a number that is changed": "eps += 1\n",
}


@pytest.mark.parametrize("later", CHANGED)
def test_later_cells_that_change_it(later, tmp_path):
    """What a later cell makes of it, or of what it reads, is what is judged: so it is once all cells have run."""
    as_it_was = load(f"{notebook(tmp_path, IMPORTS, HELPER, BASE, RMSPROP)}:RMSprop").object
    changed = load(f"{notebook(tmp_path, IMPORTS, HELPER, BASE, RMSPROP, CHANGED[later])}:RMSprop").object
    step = changed.update.__code__ if changed.update else None
    same = step is not None and step.co_code == as_it_was.update.__code__.co_code
    reads = [kind.update.__globals__["root"](4.0) for kind in (as_it_was, changed) if kind.update]
    assert not same or reads[0] != reads[1]


def test_who_is_defined_twice(tmp_path):
    """The last definition counts; what a class reads while it is made is what stands before it."""
    first = "rate = 1\n\nclass Plain:\n    lr = rate\n    def step(self, p, g): ...\n"
    kind = load(f"{notebook(tmp_path, first, first.replace('= 1', '= 2'), 'rate = 3')}:Plain").object
    assert (kind.lr, kind.step.__globals__["rate"]) == (2, 3)


REFUSED = {
    "rules.ipynb:RMSpropp": "has no 'RMSpropp'. Did you mean 'RMSprop'?",
    "rules.ipynb:Zzz": "has no 'Zzz'. It has: root, Base, RMSprop.",
    "rule.ipynb:Zzz": "There is no file rule.ipynb. Did you mean rules.ipynb?",
    "other.ipynb:Adam": "other.ipynb is no notebook of nbformat 4: TypeError",
    "rules.ipynb": "'rules.ipynb' names no optimizer. There is: rules.ipynb:RMSprop.",
    "half.ipynb:Half": "is not valid Python: ",
}


@pytest.mark.parametrize("target", REFUSED)
def test_what_is_not_there(target, tmp_path, monkeypatch):
    """A sentence says what is."""
    monkeypatch.chdir(tmp_path)
    notebook(tmp_path, "class Half(:\n    pass\n").rename(tmp_path / "half.ipynb")
    notebook(tmp_path, IMPORTS, HELPER, BASE, RMSPROP, "for (", TRAINING)
    Path("other.ipynb").write_text("[1]")
    with pytest.raises(TargetError, match=re.escape(REFUSED[target])):
        load(target)
    assert parted("rules.ipynb:RMSprop") == ("rules.ipynb", "RMSprop")


LEFT = {
    "its class is handed on": "def patch(kind):\n    kind.update = None\n\npatch(RMSprop)\n",
    "under another name": "Other = RMSprop\nOther.update = None\n",
    "in a branch": "if True:\n    RMSprop.update = None\n",
    "in a loop": "for RMSprop.update in (None,):\n    pass\n",
    "a name that a function changes": "def later():\n    global eps\n    eps = 1.0\n\nlater()\n",
    "text that is run": "exec('RMSprop.update = None')\n",
    "all names at once": "globals()['eps'] = 1.0\n",
    "by way of an instance": "opt = RMSprop()\nopt.__class__.update = None\n",
    "the value of a magic": "eps = %sql select 1\n",
    "another language": "%%julia\neps = 1\n",
}

SPARED = {
    "an instance": "opt = RMSprop(lr=0.1)\nfor step in range(3):\n    opt.update({}, {})\n",
    "ours": "from optproof import check\ncheck(RMSprop, rule='rmsprop')\n",
    "help": "help(RMSprop)\nprint(RMSprop, eps)\n",
    "a call": "root(2.0)\n",
    "what it does not need": "rates = [0.1]\nrates.append(0.2)\n",
}


@pytest.mark.parametrize("later", LEFT)
def test_what_may_change_it_and_did_not_run(later, tmp_path):
    """It is told, and ends a proof."""
    target = load(f"{notebook(tmp_path, IMPORTS, HELPER, BASE, RMSPROP, LEFT[later])}:RMSprop")
    assert target.unrun == "not all of code cell 5 was run, which may change it"


@pytest.mark.parametrize("later", SPARED)
def test_what_changes_nothing(later, tmp_path):
    """Instances, calls and answers of ours do not."""
    assert load(f"{notebook(tmp_path, IMPORTS, HELPER, BASE, RMSPROP, SPARED[later])}:RMSprop").unrun == ""


def test_no_proof_of_what_was_not_run(tmp_path):
    """Runs alone speak for it then."""
    verdict = check(
        f"{notebook(tmp_path, IMPORTS, HELPER, BASE, RMSPROP, LEFT['in a branch'])}:RMSprop", rule="rmsprop"
    )
    assert verdict.verdict == "passed"
    assert "ot all of code cell 5 was run" in verdict.algebra.detail, verdict.reason
