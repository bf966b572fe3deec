"""The command line in this process, and what it printed."""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from optproof.verification.interfaces.cli import main
from optproof.verification.interfaces.output import INTERRUPTED

ROOT = Path(__file__).parents[2]
SPECIMENS = "implementations/specimens"
BAD = "tests/face/bad_optimizers.py"


PATIENCE = "900"
"""Seconds for one target: a busy machine is no finding."""


@dataclass(frozen=True)
class Said:
    """What a command printed, and its exit status."""

    out: str
    err: str
    status: int

    @property
    def masked(self) -> str:
        """Without what differs from run to run."""
        return re.sub(r"\d+\.\d s$", "… s", self.out, flags=re.MULTILINE)


@pytest.fixture
def optproof(monkeypatch, capsys):
    """Run `optproof` with some arguments; who stops it, as `timeout` does, stops the tests, and fails none of them."""
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("COLUMNS", "80")

    def run(*arguments: str) -> Said:
        if arguments[:1] in (("check",), ("identify",), ("diff",)) and "--time-limit" not in arguments:
            arguments = (*arguments, "--time-limit", PATIENCE)
        monkeypatch.setattr("sys.argv", ["optproof", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        if ended.value.code == INTERRUPTED:
            raise KeyboardInterrupt(printed.err)
        return Said(printed.out, printed.err, int(ended.value.code or 0))

    return run
