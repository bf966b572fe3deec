"""A verdict as a page that a person reads: what was found, what the code computes, and how to see it again."""

import math
from collections.abc import Sequence

from rich.cells import cell_len
from rich.text import Text

from ..english import counted, known, listed
from ..verdicts.links import address
from ..verdicts.verdict import Checked, Formula, FreeInput, Marked, NamedMistake, Shown, Verdict
from .figures import figure, in_steps, letter, rates, subscript, told_apart
from .layout import WIDEST, Page, cut, entry, fold_formula, fold_python, legible, linked, pad, paragraph, sections
from .three_claims import COLOURS, claims

HEADING = "bold"
BECAME = {"found": "as expected", "missing": "not found", "skipped": "not tried", "ignored": "ignored"}
"""What became of something that was expected."""


def report(verdict: Verdict, width: int = WIDEST, *, verbose: bool = False) -> Page:
    """Everything about one target; short where all is well."""
    good = verdict.verdict in ("proved", "passed")
    return sections(
        headline(verdict, width),
        cautions(verdict, width),
        [] if good else paragraph(verdict.reason, width),
        expectations(verdict, width),
        mistakes(verdict, width),
        line(verdict, width),
        misconduct(verdict, width),
        left_untold(verdict, width),
        formula(verdict, width),
        notes(verdict, width),
        counterexample(verdict.counterexample, width) if verdict.counterexample else [],
        claims(verdict, width),
        reproduction(verdict.reproduce, width),
        story(verdict, width) if verbose else [],
        footer(verdict, width),
    )


def summary(verdicts: Sequence[Verdict]) -> Page:
    """`3 targets: 1 proved, 2 refuted`."""
    answers = [each.verdict for each in verdicts]
    line = Text(f"{counted(len(answers), 'target')}: ")
    parts = [Text(f"{answers.count(each)} {each}", COLOURS[each]) for each in COLOURS if each in answers]
    return [line + Text(", ").join(parts)]


def headline(verdict: Verdict, width: int) -> Page:
    word = verdict.verdict.upper()
    about = f"{verdict.rule} {verdict.form}" if verdict.form else verdict.rule
    head = Text(word, f"{COLOURS[verdict.verdict]}") + Text("  ") + Text(legible(about), HEADING)
    target = legible(verdict.target)
    if head.cell_len + 2 + cell_len(target) <= width:
        return [head + Text(f"  {target}")]
    return [head, Text(f"  {target}")]


def cautions(verdict: Verdict, width: int) -> Page:
    """What the headline is not to be read as."""
    return [line for each in verdict.cautions for line in entry("caution", each, width, room=7)]


def expectations(verdict: Verdict, width: int) -> Page:
    """What was expected of it, and what became of that."""
    advice = {"missing": " Remove the entry, if it is mended for good."}
    return [
        line
        for each in verdict.expected
        for line in entry(
            BECAME[each.outcome], f"{each.id}: {each.reason}{advice.get(each.outcome, '')}", width, room=11
        )
    ]


# What is wrong.


def mistakes(verdict: Verdict, width: int) -> Page:
    """The mistakes by name; the title of one that the reason gives already is not repeated."""
    return sections(*(_mistake(each, each.id in verdict.told, width) for each in verdict.mistakes))


def _mistake(mistake: NamedMistake, titled: bool, width: int) -> Page:
    rows = [
        ("mistake", f"{mistake.id}{known(mistake.evidence)}{'' if titled else f': {mistake.title}'}"),
        ("symptom", mistake.symptom),
        ("fix", mistake.fix),
        *(("seen in" if number == 0 else "", link) for number, link in enumerate(mistake.links)),
    ]
    page = [line for label, text in rows if text for line in entry(label, text, width, room=7)]
    return linked(page, mistake.id, address(mistake.docs))


def line(verdict: Verdict, width: int) -> Page:
    """The statement that computes what deviates, as it stands and as it should be."""
    if verdict.line is None:
        return []
    at = verdict.line
    room = width - 11
    rows = [
        ("line", f"{at.path}:{at.number}{known(at.evidence)}"),
        ("", cut(legible(at.text), room)),
        ("instead", at.fix),
    ]
    return [each for label, text in rows if text for each in entry(label, text, width, room=7)]


def misconduct(verdict: Verdict, width: int) -> Page:
    """The checks that failed besides the rule, and why they matter."""
    return sections(*(_misconduct(each, width) for each in verdict.failed_besides))


def _misconduct(check: Checked, width: int) -> Page:
    rows = [("check", check.id), ("claim", check.claim), ("why", check.why), ("seen in", check.link)]
    page = [line for label, text in rows for line in entry(label, text, width, room=7)]
    return linked(page, check.id, address(check.docs))


# The two formulas.


def differences(sentences: Sequence[str], width: int) -> Page:
    """What differs, term by term."""
    return [each for sentence in sentences for each in paragraph(legible(sentence), width, hang=4)]


def left_untold(verdict: Verdict, width: int) -> Page:
    """What differs, term by term, where the reason speaks of something else."""
    return differences([each for each in verdict.differences if each not in verdict.reason], width)


def formula(verdict: Verdict, width: int, right: str = "It should compute") -> Page:
    """What the code computes, and beside or below it what it should compute, with the differing lines marked."""
    ours, theirs = verdict.formula.sides
    if verdict.computes_the_rule or not theirs:
        heading = f"It computes{known(verdict.formula.evidence)}"
        return _listing(heading, [Marked(each.text) for each in ours], width) if ours else []
    if not ours:
        return []
    form = verdict.closest or verdict.form
    left = computing(verdict.formula)
    right = f"{right} ({form})" if form else right
    beside = _beside(left, ours, right, theirs, width)
    return beside or sections(_listing(left, ours, width), _listing(right, theirs, width))


def computing(found: Formula) -> str:
    """The heading of what the code computes, with how much is known of that."""
    return f"The code computes{known(found.evidence)}" if found.computed else "The code, as its runs show"


def _listing(title: str, lines: Sequence[Marked], width: int) -> Page:
    return [Text(f"  {title}", HEADING), *(line for each in lines for line in _formula_line(each, width))]


def _formula_line(line: Marked, width: int) -> Page:
    first, *others = fold_formula(line.text, width - 10)
    style = "bold" if line.differs else ""
    return [_mark(line) + Text(first, style), *(Text(" " * 8) + Text(each, style) for each in others)]


def _mark(line: Marked) -> Text:
    return Text("  ") + Text("≠ ", "bold red") if line.differs else Text("    ")


def _beside(left: str, ours: Sequence[Marked], right: str, theirs: Sequence[Marked], width: int) -> Page:
    """Both formulas side by side, or nothing where there is no room."""
    room = max(cell_len(left) - 2, *(cell_len(each.text) for each in ours))
    if 4 + room + 2 + max(cell_len(right) + 2, *(4 + cell_len(each.text) for each in theirs)) > width:
        return []
    page = [Text(f"  {pad(left, room + 2)}    {right}", HEADING)]
    for number in range(max(len(ours), len(theirs))):
        row = Text()
        for lines, last in ((ours, False), (theirs, True)):
            line = lines[number] if number < len(lines) else Marked("")
            style = "bold" if line.differs else ""
            row = row + _mark(line) + Text(line.text if last else pad(line.text, room + 2), style)
        page.append(row)
    return page


def notes(verdict: Verdict, width: int) -> Page:
    """What else must be known to read the formula, or the verdict."""
    written = [f"{letter(name)} = {figure(value)}" for name, value in verdict.constants.items()]
    rows = [f"{listed(written)}, written in the code." if written else ""]
    if verdict.verdict in ("proved", "passed"):
        rows.append(_about_the_form(verdict.relation))
        rows.append(verdict.reason)
    return [line for each in rows if each for line in paragraph(each, width)]


def _about_the_form(relation: str) -> str:
    return "" if relation in ("", "first") else f"Compared with the rule's first form, this form is {relation}."


# The counterexample.


def counterexample(shown: Shown, width: int) -> Page:
    """The tape as a few numbers, what came out and what should have."""
    heading = f"Counterexample, replayed on the code in {shown.dtype}"
    if shown.parameters > 1:
        heading += f" (one element of {shown.parameters} parameters)"
    both = [("computed", shown.computed), ("expected", shown.expected)]
    figures = told_apart(shown.computed, shown.expected)
    after = f"after step {shown.step}" if shown.quantity == "θ" else f"in step {shown.step}"
    quantity = f"θ{subscript(shown.step)}" if shown.quantity == "θ" else shown.quantity
    room = max(14, len(after))
    rows = [
        ("given", ",  ".join([f"θ₀ = {figure(shown.theta0)}", *in_steps("g", shown.gradients)])),
        ("with", ",  ".join(chosen(shown))),
        *([("any", free_numbers(shown))] if shown.free else []),
    ]
    page = [
        Text(f"  {heading}", HEADING),
        *(line for label, text in rows for line in entry(label, text, width, room=room, indent=4)),
    ]
    for number, ((word, _), value) in enumerate(zip(both, figures, strict=True)):
        label = pad(after if number == 0 else "", room)
        mark = Text("≠ ", "bold red") if number else Text("  ")
        page.append(
            Text("    ") + Text(label, "dim") + Text(f"  {word}  ") + mark + Text(f"{quantity} = {value}", "bold")
        )
    return [*page, *entry("", distance(shown), width, room=room, indent=4)]


def chosen(shown: Shown) -> list[str]:
    """lr and the hyperparameters, by their letters."""
    return [*rates(shown.lr), *(f"{letter(name)} = {figure(value)}" for name, value in shown.hyperparameters.items())]


def free_numbers(shown: Shown) -> str:
    """Which of its numbers do not matter: `θ₀ and lr will do, and any g₁ ≠ 0: …`."""
    plain = [_number(each) for each in shown.free if not each.but_zero]
    others = [f"{_number(each)} ≠ 0" for each in shown.free if each.but_zero]
    told = f"{listed(plain or others)} will do"
    if plain and others:
        told += f", and {listed([f'any {each}' for each in others])}"
    return f"{told}: three others were tried in the place of each."


def _number(each: FreeInput) -> str:
    """`θ₀`, `g₁`, `lr`."""
    return {"theta0": f"θ{subscript(0)}", "gradients": f"g{subscript(each.step)}"}.get(each.name, letter(each.name))


def distance(shown: Shown) -> str:
    """How far apart they are, measured by what rounding can do."""
    if not math.isfinite(shown.computed):
        return "It is not a finite number; the rule's value is."
    ratio = abs(shown.computed - shown.expected) / shown.bound if shown.bound else math.inf
    if not math.isfinite(ratio):
        return "No rounding explains any difference here."
    return f"They are {times(ratio)} as far apart as rounding can explain."


def times(ratio: float) -> str:
    """1.5 times, 230 times, 9·10¹² times."""
    if ratio < 10:
        return f"{ratio:.2g} times"
    if ratio < 10_000:
        return f"{float(f'{ratio:.2g}'):.0f} times"
    digits, _, power = f"{ratio:.0e}".partition("e")
    raised = str(int(power)).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return f"10{raised} times" if digits == "1" else f"{digits}·10{raised} times"


# To see it again.


def reproduction(test: str, width: int) -> Page:
    """The test, as it can be pasted; lines that are too long are broken where Python lets them be."""
    if not test:
        return []
    lines = legible(test).rstrip("\n").split("\n")
    broken = [part for line in lines for part in (fold_python(line, width) if len(line) > width else [line])]
    return [
        Text("  To see it again, as a test of your own", HEADING),
        Text(),
        *(Text(each.rstrip()) for each in broken),
    ]


def story(verdict: Verdict, width: int) -> Page:
    """How it is driven, after what was tried before."""
    return [line for each in verdict.story for line in paragraph(each, width)]


def footer(verdict: Verdict, width: int) -> Page:
    """How it was driven; nothing where it was not."""
    if not verdict.shape:
        return []
    given = [f"{name} = {value!r}" for name, value in verdict.settings.items()]
    words = [f"driven as {verdict.shape}", *given, f"seed {verdict.seed}"]
    return paragraph(" · ".join(words), width, style="dim")
