"""Every small change of given sources, held to our own check: what became of each, as a page and as JSON."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import FunctionType

from optproof.verification.mutation.campaign import Finding
from optproof.verification.mutation.judging import Asked
from optproof.verification.mutation.mutants import Mutant, functions_of, mutants_in
from optproof.verification.mutation.suite import Run
from optproof.verification.subjects.target import load

FATES = {
    "tape": "leave the bound of the rule, or raise, on one of two wide tapes",
    "check": "are refuted by the whole check, or told apart by what one of its checks comes to",
    "unborn": "cannot be run at all",
    "tests": "are no matter of the rule (what is raised, what a snapshot is refused for, a gradient of another dtype), "
    "and are noticed by the sources' own tests",
    "equivalent": "are proved to compute the same, and nothing tells them apart: same trace, same conduct",
    "explained": "are explained one by one",
    "survives": "survive",
}
"""What may become of a mutant, told of many."""


@dataclass(frozen=True)
class Row:
    """What became of one mutant.

    Attributes:
        fate: a key of `FATES`.
        by: what noticed it, or why it is let live.
    """

    module: str
    function: str
    kind: str
    before: str
    after: str
    fate: str
    by: str

    @property
    def change(self) -> tuple[str, str, str, str, str]:
        """The mutant, whatever became of it."""
        return self.module, self.function, self.kind, self.before, self.after


def enumerated(asked: Sequence[Asked]) -> Iterator[tuple[Asked, list[Mutant]]]:
    """The mutants of each target; those of functions that several share are the first one's."""
    seen: set[FunctionType] = set()
    for each in asked:
        functions = [function for function in functions_of(load(each.target)) if function not in seen]
        seen.update(functions)
        yield each, [mutant for function in functions for mutant in mutants_in(function)]


def unnoticed(mutant: Mutant) -> Row:
    """A mutant of which nothing is known yet."""
    return Row(mutant.module, mutant.function, mutant.kind, mutant.before, mutant.after, "survives", "")


def row(finding: Finding, told: Run | None, reasons: Mapping[str, str]) -> Row:
    """What became of a mutant: of our check, of the sources' own tests where that lets it live, and of our reasons."""
    of, judgement, run = unnoticed(finding.mutant), finding.judgement, finding.run
    if run.fate == "stillborn" or (judgement is not None and judgement.sort == "stillborn"):
        return replace(of, fate="unborn")
    if run.fate == "killed":
        return replace(of, fate="tape" if judgement is None else "check", by=run.by)
    if told is not None and told.fate == "killed":
        return replace(of, fate="tests", by=told.by)
    if finding.changes_nothing:
        return replace(of, fate="equivalent")
    reason = reasons.get(named(of))
    doubt = "" if judgement is None else judgement.reason or judgement.sort
    return replace(of, by=doubt) if reason is None else replace(of, fate="explained", by=reason)


def named(of: Row) -> str:
    """A mutant's name, by which its reason is found."""
    return f"{of.function}: {of.before} => {of.after}"


def document(rows: Sequence[Row]) -> str:
    """The rows as JSON, one a line."""
    lines = ",\n".join(json.dumps(vars(each), ensure_ascii=False) for each in rows)
    return f"[\n{lines}\n]\n"


def read(text: str) -> list[Row]:
    """The rows of a document."""
    return [Row(**each) for each in json.loads(text)]


START = """\
# Every small change of the implementations

The sources of `optproof.implementations`, and of the specimens that are right, changed in every small way that
[`optproof mutate`](mutate.md) knows, one at a time: another operator, an operand dropped, another constant, a name taken for its
neighbour, `+=` for `=`, a call left out or its arguments exchanged, the other branch, a statement deleted, two exchanged. Each
change is held to the rule as anybody's optimizer is. Two wide tapes tell nearly all of them, in a tenth of a second each; what
stays within the bound gets the whole check. Regenerate this page and `implementations-mutants.json` with
`python benchmarks/kill_implementations.py --jobs 2`.

The operators are our own. Those of mutmut and cosmic-ray were read beside them: most of what they do to arithmetic, comparisons,
booleans, numbers, branches, loops and calls is here (not `None` for an argument, nor every operator for every other). What is
here and not there is what people get wrong in optimizers: a statement deleted, two exchanged, a name taken for its neighbour, an
operand dropped, `+=` for `=`. Strings, defaults and what is raised or printed are left alone.
"""


def page(rows: Sequence[Row]) -> str:
    """The page, in Markdown."""
    counts = Counter(each.fate for each in rows)
    told = "".join(f"- {counts[fate]} {what}\n" for fate, what in FATES.items())
    kept = [each for each in rows if each.fate in ("equivalent", "explained", "survives")]
    lists = "\n".join(f"## What {_heading(fate)}\n\n{_listed(kept, fate)}" for fate in _fates(kept))
    return f"{START}\nOf {len(rows)} changes\n\n{told}\n{_table(rows)}\n{lists}"


def _fates(rows: Sequence[Row]) -> list[str]:
    return [fate for fate in reversed(FATES) if any(each.fate == fate for each in rows)]


def _heading(fate: str) -> str:
    return {"equivalent": "is proved to change nothing", "explained": "is explained", "survives": "survives"}[fate]


def _table(rows: Sequence[Row]) -> str:
    modules = dict.fromkeys(each.module for each in rows)
    head = f"| module | changes | {' | '.join(FATES)} |\n|---{'|---' * (1 + len(FATES))}|\n"
    return head + "".join(_module(name, [each for each in rows if each.module == name]) for name in modules)


def _module(name: str, rows: Sequence[Row]) -> str:
    counts = Counter(each.fate for each in rows)
    return f"| `{_short(name)}` | {len(rows)} | {' | '.join(str(counts[fate]) for fate in FATES)} |\n"


def _short(module: str) -> str:
    return module.removeprefix("optproof.")


def _listed(rows: Sequence[Row], fate: str) -> str:
    chosen = [each for each in rows if each.fate == fate]
    return "".join(
        f"- `{_short(each.module)}`, `{each.function}`: `{each.before}` becomes `{each.after or 'pass'}`"
        f"{f'. {each.by}' if each.by else ''}\n"
        for each in chosen
    )
