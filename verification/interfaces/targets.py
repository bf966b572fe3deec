"""The targets of a command: asked of one after the other, or several at once, and answered in their order."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, redirect_stderr
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from io import StringIO
from time import monotonic
from typing import Any, Generic, TypeVar

import typer

from ..process.isolation import LostError
from ..process.jobs import side_by_side
from ..process.progress import Listener, bar, is_drawn
from .output import complain, stoppable

Named = TypeVar("Named")
"""What is asked of; its text is its name."""

Answer = TypeVar("Answer")

Ask = Callable[[Named, Listener], Answer]


MANY = 6
"""Targets for which it pays to work out before what all of them need."""

Prepare = Callable[[Sequence[Answer]], object]
"""Works out what the targets need that are left, by the answers so far."""


def in_order(
    targets: Sequence[Named],
    ask: Ask[Named, Answer],
    tell: Callable[[Answer, bool], None],
    jobs: int,
    prepare: Prepare[Answer] | None = None,
) -> list[Answer]:
    """Ask of each target, of `jobs` at once, and tell each answer in its turn; `tell` hears which is first.

    A bar shows for as long as an answer takes; it has the stages of a target that is asked of alone.  Where no terminal shows
    it, each of several targets has a line once it is answered.  As long as many targets are left, `prepare` is called before
    the first and after each.
    """
    answers: list[Answer] = []
    begun = monotonic()

    def prepared() -> None:
        if prepare is not None and are_many(len(targets) - len(answers)):
            with bar(_title(targets[len(answers)], len(answers) + 1, targets)):
                prepare(answers)

    def told(answer: Answer) -> None:
        answers.append(answer)
        tell(answer, len(answers) == 1)
        if len(targets) > 1 and not is_drawn():
            title = _title(targets[len(answers) - 1], len(answers), targets)
            print(f"{title}: answered after {monotonic() - begun:.1f} s", file=sys.stderr, flush=True)
        prepared()

    with stoppable():
        prepared()
        if min(jobs, len(targets)) > 1:
            _several(targets, ask, told, jobs)
        else:
            for number, target in enumerate(targets, 1):
                with bar(_title(target, number, targets)) as listener:
                    answer = ask(target, listener)
                told(answer)
    return answers


def are_many(targets: int) -> bool:
    """Whether it pays to work out before what so many need."""
    return targets >= MANY


def _title(target: object, number: int, targets: Sequence[object]) -> str:
    return f"{target} ({number} of {len(targets)})" if len(targets) > 1 else str(target)


def _several(targets: Sequence[Named], ask: Ask[Named, Answer], told: Callable[[Answer], None], jobs: int) -> None:
    import_module("..api", __package__)  # and not in each process
    with closing(side_by_side([partial(_heard, ask, each) for each in targets], jobs)) as asked:
        for number, target in enumerate(targets, 1):
            with bar(_title(target, number, targets)):
                heard = _next(asked)
            told(heard.answer())


def _next(asked: Iterator[Any]) -> Any:
    try:
        return next(asked)
    except LostError as error:
        complain(error)


@dataclass(frozen=True)
class _Heard(Generic[Answer]):
    """What came of a target in a process of its own: its answer, or how it ends the command, and what it said of that."""

    found: list[Answer]
    status: int = 0
    said: str = ""

    def answer(self) -> Answer:
        sys.stderr.write(self.said)
        if not self.found:
            raise typer.Exit(self.status)
        return self.found[0]


def _heard(ask: Ask[Any, Any], target: object) -> _Heard[Any]:
    with redirect_stderr(StringIO()) as said:
        try:
            return _Heard([ask(target, lambda *_: None)], said=said.getvalue())
        except typer.Exit as end:
            return _Heard([], end.exit_code, said.getvalue())
