"""One target and what is asked of it, on the command line, in pyproject.toml or on a page; and the verdict on it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..process.progress import Listener
from ..questions.set_option import InputError, insist, parsed
from .output import complain
from .settings import Counted, Effort, Settings, names_of
from .store import Replayed, first_of, kept, replayed

if TYPE_CHECKING:
    from ..api import Question
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

    def __str__(self) -> str:
        return self.target


def verdict_on(asked: Asked, says: Settings, listener: Listener) -> "Verdict":
    """The verdict, compared with what the project expects."""
    from ..verdicts.verdict import Verdict

    target, effort = asked.target, asked.effort
    unknown = Verdict(target, asked.rule, "unknown", asked.form, seed=effort.seed)
    try:
        question = question_of(asked)
        accepted = _accepted(asked, says)
    except InputError as error:
        if not asked.patient:
            complain(error)
        return replace(unknown, reason=str(error))
    from ..api import check_question
    from ..checks.expected import compared

    before = [] if asked.store is None else _replayed(asked, asked.store, listener)
    try:
        found = check_question(target, question, effort.time_limit, effort.memory_limit, listener)
        return compared(first_of(before, found), *accepted)
    except Exception as error:  # noqa: BLE001 - the other targets are to be checked all the same
        reason = f"optproof itself failed, which is a bug of optproof's: {type(error).__name__}: {error}"
        return replace(unknown, rule=question.rule.name, reason=reason)


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
    from ...reference.library import UnknownNameError
    from ..checks.expected import uncounted, validated

    where = f'{says.file}: [tool.optproof.expected."{asked.target}"]'
    try:
        expected = validated({**says.expected_of(asked.target), **asked.expected})
        where = f"{says.file}: select and ignore"
        return expected, uncounted(asked.counted.select, asked.counted.ignore)
    except (UnknownNameError, ValueError) as error:
        raise InputError(f"{where}: {error}") from None
