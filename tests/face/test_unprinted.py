"""Status 1 means REFUTED and nothing else: what cannot be printed, written or read ends in a sentence, and with 2."""

import subprocess
import sys
from pathlib import Path

import pytest

from optproof.verification.interfaces.cli import main

from ..verification.asking import SUBJECTS

ADAM = """
import numpy as np

class Adam:
    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.lr = lr

    def update(self, params, grads):
        for key in params:
            params[key] -= self.lr * grads[key]

def sgd(params, grads, lr=0.1):
    return params - lr * grads

class _Hidden(Adam): pass

opt = Adam()
number = 3
"""

SPOKEN = (
    ("adam.py", "'adam.py' names no optimizer. There are: adam.py:Adam, adam.py:sgd."),
    ("adam.py:", "There are: adam.py:Adam, adam.py:sgd."),
    (".", "There are: adam.py:Adam, adam.py:sgd."),
    ("empty.py", "There is no class and no function to check in empty.py."),
    ("missing.py", "There is no file missing.py."),
    ("adam.py::Adam", "Did you mean adam.py:Adam?"),
    ("adam.py::Adam::update", "Did you mean adam.py:Adam.update?"),
    ("torch.optim.Adam", "Did you mean torch.optim:Adam?"),
    ("adam", "Write path/to/file.py:Name or package.module:Name."),
    ("adam.py:opt", "opt in adam.py is an Adam (did you mean adam.py:Adam?), not a class or a function."),
    ("adam.py:number", "number in adam.py is an int, not a class or a function."),
    ("adam.py:Adam --set bta1=0.9", "adam.py:Adam takes no bta1, which is set. Did you mean beta1?"),
    ("adam.py:Adam --set quux=0.9", "adam.py:Adam takes no quux, which is set. There are: lr, beta1, beta2, eps"),
)
"""What is typed after `optproof check`, and what is answered."""


@pytest.fixture
def say(tmp_path, monkeypatch, capsys):
    """Run `optproof` in a folder with an Adam; its status, and what it said."""
    (tmp_path / "adam.py").write_text(ADAM)
    (tmp_path / "empty.py").write_text("")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")

    def run(*arguments: str) -> tuple[int, str]:
        monkeypatch.setattr("sys.argv", ["optproof", *arguments])
        with pytest.raises(SystemExit) as end:
            main()
        said = capsys.readouterr()
        return int(str(end.value.code)), " ".join((said.out + said.err).split())

    return run


@pytest.mark.parametrize(("typed", "answer"), SPOKEN)
def test_what_was_meant(typed, answer, say):
    """A target that leads nowhere is answered with what is there, read from the text of the file."""
    status, said = say("check", *typed.split(), "--rule", "adam")
    assert status == 2
    assert answer in said


def test_without_a_rule(say):
    """Rules are listed where none is given, with the question that finds out which it is."""
    status, said = say("check", "adam.py:Adam")
    assert status == 2
    assert "There are sgd, momentum" in said
    assert said.endswith("optproof identify adam.py:Adam")


def test_what_cannot_be_read_or_kept(say):
    """No traceback of a folder where a file is meant, and of half a quotation."""
    assert say("mutate", "adam.py:Adam", "--kept", ".") == (2, "--kept .: it cannot be written (Is a directory).")
    status, said = say("mutate", "adam.py:Adam", "--rule", "sgd", "--test", '"pytest')
    assert status == 2
    assert "cannot be read: No closing quotation." in said


def test_what_can_be_written_is(say, tmp_path):
    """One file that cannot be written is told before the work, and the other is written all the same."""
    status, said = say("check", "adam.py:Adam", "--rule", "sgd", "--html", "no/a.html", "--sarif", "a.sarif")
    assert status == 2
    assert "REFUTED" in said  # which it is, and yet the status is 2
    assert "--html no/a.html: it cannot be written (No such file or directory)." in said
    assert (tmp_path / "a.sarif").is_file()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full disk here")
@pytest.mark.parametrize("command", ["rules", "--help", f"check {SUBJECTS / 'mistaken.py'} --rule sgd"])
def test_full_disk(command):
    """It is no verdict."""
    started = [sys.executable, "-c", "from optproof.verification.interfaces.cli import program; program()"]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run([*started, *command.split()], stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert (done.returncode, done.stderr) == (2, "The answer could not be printed: No space left on device.\n")


def test_reader_who_has_gone():
    """A pipe that is closed is no verdict either."""
    started = [sys.executable, "-c", "from optproof.verification.interfaces.cli import program; program()", "rules"]
    with subprocess.Popen(started, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        running.stdout.close()
        running.stdout = None
        _, said = running.communicate()
    assert (running.returncode, said) == (2, "The answer could not be printed: Broken pipe.\n")
