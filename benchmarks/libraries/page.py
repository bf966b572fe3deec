"""The mistakes in copies of libraries as a page in Markdown."""

from collections.abc import Sequence

from libraries.judging import Outcome, Row
from optproof.reference.mistakes import find_mistake
from optproof.verification.reports.mistakes import section_of

START = """\
# Mistakes in copies of libraries

The mistakes of the catalogue, put into copies of the optimizers of PyTorch, optax and Keras, one at a time: into torch.optim's loops
over single tensors and over lists of them (`foreach`), into optax's transforms and the chains that its optimizers are, and into
Keras' classes. The sources are those that are installed when the page is made; nothing of them is kept here but the few words that
are changed. Each copy is checked by `optproof check` in a process of its own. Regenerate this page and `library-mistakes.json` with
`python benchmarks/library_mistakes.py`.

Named is what was made, and nothing else, or the difference is told in terms in which it is. A line is found where the statement that
is blamed is the one that was changed. A finding of conduct is foreign where the copy without a change does not have it too, and a
plain loop around both copies, in which nothing of optproof takes part, does not show that it comes with the change.
"""

SHOWN = {
    "any-order": "a parameter ends elsewhere beside another one that has no gradient at first than it does alone",
    "options-matter": "no value of an option changes where parameters end",
}
"""What a plain loop shows, by the check that found it."""


def page(rows: Sequence[Row], originals: Sequence[tuple[str, Outcome]], versions: str) -> str:
    """The page."""
    wrong = [each for each in rows if not each.change.equal]
    right = [each for each in rows if each.change.equal]
    return "\n".join(
        (START, _summary(wrong, right, originals, versions), _table(wrong), _own(wrong), _equal(right), _left(wrong))
    )


def _summary(
    wrong: Sequence[Row], right: Sequence[Row], originals: Sequence[tuple[str, Outcome]], versions: str
) -> str:
    libraries = [*dict.fromkeys(each.change.original.library for each in wrong)]
    rows = [_counts(name, [each for each in wrong if each.change.original.library == name]) for name in libraries]
    accepted = sum(outcome.verdict in ("proved", "passed") for _, outcome in originals)
    return "\n".join(
        (
            f"Made with {versions}.\n",
            "| library | mistakes | refuted | named or told | line found | with a proved fix | foreign findings |",
            "|---|---|---|---|---|---|---|",
            *rows,
            _counts("all", wrong),
            "",
            (
                f"{sum(each.spared for each in right)} of {len(right)} changes that are no mistakes are taken for none, and "
                f"{accepted} of {len(originals)} copies without a change are proved or passed.\n"
            ),
        )
    )


def _counts(name: str, rows: Sequence[Row]) -> str:
    return (
        f"| {name} | {len(rows)} | {sum(each.refuted for each in rows)} | {sum(each.explained for each in rows)} "
        f"| {sum(each.lined for each in rows)} | {sum(each.lined and each.outcome.fixed for each in rows)} "
        f"| {sum(bool(each.foreign) for each in rows)} |"
    )


def _table(rows: Sequence[Row]) -> str:
    head = "## Each mistake\n\n| copy | function | before | after | verdict | named | line |\n|---|---|---|---|---|---|---|\n"
    return head + "".join(
        f"| {each.change.original} | `{each.change.function.rpartition('.')[2]}` | {_code(each.change.before)} "
        f"| {_code(each.change.after)} | {each.outcome.verdict} | {_named(each)} | {_line(each)} |\n"
        for each in rows
    )


def _named(row: Row) -> str:
    names = ", ".join(f"[`{each}`]({section_of(find_mistake(each))})" for each in row.outcome.named)
    return names or ("told" if row.explained else "no")


def _line(row: Row) -> str:
    if row.lined:
        return "found, with a fix" if row.outcome.fixed else "found"
    return f"another: `{row.outcome.text}`" if row.outcome.line else "none"


def _own(rows: Sequence[Row]) -> str:
    listed = "".join(f"- {each.change.label}: {name}, {SHOWN[name]}.\n" for each in rows for name in each.own)
    return f"## What the changes do besides\n\nEach is shown by a plain loop.\n\n{listed or '- nothing'}"


def _equal(rows: Sequence[Row]) -> str:
    listed = "".join(
        f"- {each.change.original}: {_code(each.change.before)} becomes {_code(each.change.after)}. {each.outcome.verdict}; "
        f"{each.change.equal}.\n"
        for each in rows
    )
    return f"## What is no mistake\n\n{listed}"


def _left(rows: Sequence[Row]) -> str:
    left = [each for each in rows if not (each.refuted and each.explained) or each.foreign]
    listed = "".join(
        f"- {each.change.label}: {each.outcome.verdict}"
        f"{''.join(f', {name}' for name in each.foreign)}. {each.outcome.told}\n"
        for each in left
    )
    return f"## What is not as it should be\n\n{listed or '- nothing'}"


def _code(text: str) -> str:
    short = " ".join(text.split()).replace("|", "\\|")
    return f"`{short}`" if short else "nothing"
