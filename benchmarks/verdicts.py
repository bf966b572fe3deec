"""What whole commands cost, in the processor's time of all their processes: other work on the machine hardly changes that."""

import os
import statistics
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec

import processes

RIGHT, WRONG = processes.BOOK_FORM, "implementations/specimens/adam_v_plus_equals.py:Adam"

UNKNOWN = "tests/subjects/unexplained.py:Divides"

SEVERAL = 20


@dataclass(frozen=True)
class Command:
    """A command of optproof's.

    Attributes:
        of: the code in whose time it is told.
        again: whether it is the second time, so that its verdict is kept.
        most: what it is to cost at the most, in that and in imports of NumPy, SymPy and Hypothesis; None where nothing is aimed at.
    """

    id: str
    what: str
    arguments: tuple[str, ...]
    of: str = processes.IMPORTS
    most: tuple[float, float] | None = None
    again: bool = False

    def seconds(self) -> float:
        """What it uses, once."""
        return seconds([sys.executable, "-c", processes.COMMAND, *self.arguments], again=self.again)


COMMANDS = (
    Command("check-right", "check: the book's Adam, proved", ("check", RIGHT, "--rule", "adam"), most=(2.0, 0)),
    Command("check-again", "check: the same again", ("check", RIGHT, "--rule", "adam"), most=(0.5, 0), again=True),
    Command("check-wrong", "check: Adam with `v +=`, refuted", ("check", WRONG, "--rule", "adam")),
    Command(
        "check-several", f"check: {SEVERAL} times the book's Adam", ("check", *[RIGHT] * SEVERAL, "--rule", "adam")
    ),
    Command("identify-right", "identify: the book's Adam", ("identify", RIGHT)),
    Command("identify-unknown", "identify: no published rule", ("identify", UNKNOWN)),
    Command(
        "check-torch",
        "check: torch.optim.Adam",
        ("check", "torch.optim:Adam", "--rule", "adam"),
        "import torch",
        (1.5, 2),
    ),
    Command("check-optax", "check: optax.adam", ("check", "optax:adam", "--rule", "adam"), "import optax", (3.5, 0)),
    Command(
        "check-keras",
        "check: Keras' Adam",
        ("check", "keras.optimizers:Adam", "--rule", "adam"),
        "import keras",
        (3.0, 0),
    ),
)
"""What is measured."""


@dataclass(frozen=True)
class Cost:
    """Medians, in seconds of the processor: of the command, and of what it is told in."""

    command: Command
    seconds: float
    of: float
    imports: float

    @property
    def reached(self) -> bool | None:
        most = self.command.most
        return None if most is None else self.seconds <= most[0] * self.of + most[1] * self.imports


def measure(repeats: int) -> Iterator[Cost]:
    """Fresh processes in turn, for what is installed."""
    commands = [each for each in COMMANDS if find_spec(each.of.split()[-1])]
    codes = dict.fromkeys([processes.IMPORTS, *(each.of for each in commands)])
    runs: dict[str, list[float]] = {name: [] for name in (*codes, *(each.id for each in commands))}
    for each in commands:
        if each.again:
            each.seconds()
    for _ in range(repeats):
        for code in codes:
            runs[code].append(seconds([sys.executable, "-c", code]))
        for each in commands:
            runs[each.id].append(each.seconds())
    found = {name: statistics.median(each) for name, each in runs.items()}
    for each in commands:
        yield Cost(each, found[each.id], found[each.of], found[processes.IMPORTS])


def by_the_clock(repeats: int) -> tuple[float, float]:
    """Medians, in seconds: of a check of several targets with one process, and with two, in turn."""
    check = (processes.COMMAND, "check", *[RIGHT] * SEVERAL, "--rule", "adam", "--jobs")
    rounds = [(processes.seconds(*check, "1"), processes.seconds(*check, "2")) for _ in range(repeats)]
    one, two = (statistics.median(column) for column in zip(*rounds, strict=True))
    return one, two


def seconds(command: Sequence[str], environment: Mapping[str, str] | None = None, *, again: bool = False) -> float:
    """The processor's seconds that a process and all that it has waited for have used."""
    beside = {"KERAS_BACKEND": "jax", **os.environ, **(environment or {})}
    if again:
        del beside["OPTPROOF_NO_CACHE"]
    running = subprocess.Popen(
        command, cwd=processes.ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=beside, text=True
    )
    assert running.stderr is not None
    said = running.stderr.read()
    _, status, used = os.wait4(running.pid, 0)
    running.returncode = os.waitstatus_to_exitcode(status)
    running.stderr.close()
    if running.returncode not in (0, 1, 2) or "Traceback" in said:
        raise SystemExit(f"{said}\nThe benchmark stops: {' '.join(command)[:80]} failed.")
    return used.ru_utime + used.ru_stime
