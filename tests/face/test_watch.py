"""`optproof check --watch`: it says again what holds, as soon as a file is saved."""

import signal
import subprocess
import sys

import pytest

WRONG = """class SGD:
    def __init__(self, lr=0.1):
        self.lr = lr

    def update(self, params, grads):
        for key in params:
            params[key] += self.lr * grads[key]
"""

WAITING = "Waiting for what is saved next. Ctrl-C ends."


def test_watch(tmp_path):
    """A new verdict for each change, with the settings as they are by then; Ctrl-C ends it with the status of the last."""
    file, settings = tmp_path / "mine.py", tmp_path / "pyproject.toml"
    file.write_text(WRONG)
    settings.write_text(
        "[tool.optproof]\nexamples = 1\n[[tool.optproof.targets]]\ntarget = 'mine.py:SGD'\nrule = 'sgd'\n"
    )
    command = [sys.executable, "-m", "optproof", "check", "--watch", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=tmp_path) as watching:
        assert watching.stdout and watching.stderr
        assert '"verdict": "refuted"' in watching.stdout.readline()
        settings.write_text(settings.read_text() + '[tool.optproof.expected."mine.py:SGD"]\nalgebra = "So it is."\n')
        assert '"as_expected": true' in watching.stdout.readline()
        expected = settings.read_text()
        settings.write_text("[tool.optproof")
        told = ""
        while "cannot be read" not in " ".join(told.split()):  # it is folded where the folder's name is long
            told += watching.stderr.readline() or pytest.fail(told)
        settings.write_text(expected)
        assert '"as_expected": true' in watching.stdout.readline()
        file.write_text(WRONG.replace("+=", "-="))
        (tmp_path / "notes.txt").touch()
        assert '"verdict": "proved"' in watching.stdout.readline()
        heard = [""]
        while heard[-2:] != ["mine.py was saved.", WAITING]:
            heard.append((watching.stderr.readline() or pytest.fail("\n".join(heard))).rstrip())
        watching.send_signal(signal.SIGINT)
        assert watching.communicate(timeout=60) == ("", "")
    assert heard[-3] == WAITING
    assert watching.returncode == 1  # what was expected is not found any more
