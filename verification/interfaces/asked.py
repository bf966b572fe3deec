"""One target and what is asked of it, on the command line, in pyproject.toml or on a page; and the verdict on it."""

import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import time_ns
from typing import TYPE_CHECKING, Any

from ..process.progress import Listener
from ..questions.set_option import InputError, insist, parsed
from .output import complain
from .settings import Counted, Effort, Settings, names_of
from .store import Replayed, first_of, kept, replayed

if TYPE_CHECKING:
    from ..api import Question
    from ..process.reading import Reading
    from ..verdicts.verdict import Verdict


@dataclass(frozen=True)
class Asked:
    """A target, and what `check` was told of it; its text is the target's name.

    Attributes:
        settings: as `--set` takes them.
        patient: bad input is a verdict, UNKNOWN, and does not end the command.
        listed: what pyproject.toml sets for it.
        counted: whose findings count.
        expected: check or mistake → reason, besides what pyproject.toml expects of the target wherever it is named.
        store: where failures are kept.
        before: the verdict of before, where nothing has changed since.
    """

    target: str
    rule: str
    form: str | None
    settings: Sequence[str]
    shape: str | None
    effort: Effort
    patient: bool
    listed: Mapping[str, Any] = field(default_factory=dict)
    counted: Counted = field(default_factory=Counted)
    expected: Mapping[str, Any] = field(default_factory=dict)
    store: Path | None = None
    before: "Verdict | None" = None

    def __str__(self) -> str:
        return self.target


Keep = Callable[[Asked, "Verdict", "Reading", int], object]
"""Keeps a verdict for the next time, with what was read for it, and when that was begun, in nanoseconds."""


def verdict_on(asked: Asked, says: Settings, listener: Listener, keep: Keep | None = None) -> "Verdict":
    """The verdict, compared with what the project expects."""
    from ..verdicts.verdict import Verdict

    unknown = Verdict(asked.target, asked.rule, "unknown", asked.form, seed=asked.effort.seed)
    try:
        question = None if asked.before else question_of(asked)
        accepted = _accepted(asked, says)
    except InputError as error:
        if not asked.patient:
            complain(error)
        return replace(unknown, reason=str(error))
    try:
        replays = [] if asked.store is None else _replayed(asked, asked.store, listener)
        found = _recalled(asked) if question is None else _checked(asked, question, listener, keep)
        return _compared(first_of(replays, found), *accepted)
    except Exception as error:  # noqa: BLE001 - the other targets are to be checked all the same
        reason = f"optproof itself failed, which is a bug of optproof's: {type(error).__name__}: {error}"
        return replace(unknown, rule=asked.rule if question is None else question.rule.name, reason=reason)


def _recalled(asked: Asked) -> "Verdict":
    assert asked.before is not None
    print(f"{asked.target}: cached, for nothing has changed; --no-cache asks anew", file=sys.stderr)
    return asked.before


def _checked(asked: Asked, question: "Question", listener: Listener, keep: Keep | None) -> "Verdict":
    from ..api import check_and_read, check_question

    limits = asked.effort.time_limit, asked.effort.memory_limit
    if keep is None:
        return check_question(asked.target, question, *limits, listener)
    begun = time_ns()
    found, reading = check_and_read(asked.target, question, *limits, listener)
    if reading is not None:
        keep(asked, found, reading, begun)
    return found


def _compared(found: "Verdict", expected: Mapping[str, str], ignored: Collection[str]) -> "Verdict":
    if not expected and not ignored:
        return found
    from ..checks.expected import compared

    return compared(found, expected, ignored)


def _replayed(asked: Asked, folder: Path, listener: Listener) -> list[Replayed]:
    """What is kept of that target and rule, run again."""
    names = names_of(asked.target, Path())
    own = [each for each in kept(folder) if names & names_of(each.target, Path()) and each.rule == asked.rule]
    found: list[Replayed] = []
    for number, failure in enumerate(own):
        listener("replaying", number, len(own))
        found.append(replayed(failure, asked.effort))
    return found


def question_of(asked: Asked) -> "Question":
    """What is asked, with all names looked up.  Raises `InputError`."""
    from ...reference.library import UnknownNameError
    from ..api import question

    given = {**asked.listed, **parsed([*asked.settings])}
    try:
        found = question(asked.rule, asked.form, given, asked.shape, asked.effort.seed, asked.effort.examples)
    except UnknownNameError as error:
        raise InputError(str(error)) from None
    for each in {each.name: each for form in found.rule.forms for each in form.hyperparameters}.values():
        if each.name in given:
            insist(each, given[each.name])
    return found


def _accepted(asked: Asked, says: Settings) -> tuple[Mapping[str, str], Collection[str]]:
    """What is expected of a target, and what is ignored.  Raises `InputError`."""
    entries, counted = {**says.expected_of(asked.target), **asked.expected}, asked.counted
    if not entries and counted == Counted():
        return {}, ()
    from ...reference.library import UnknownNameError
    from ..checks.expected import uncounted, validated

    where = f'{says.file}: [tool.optproof.expected."{asked.target}"]'
    try:
        expected = validated(entries)
        where = f"{says.file}: select and ignore"
        return expected, uncounted(counted.select, counted.ignore)
    except (UnknownNameError, ValueError) as error:
        raise InputError(f"{where}: {error}") from None
