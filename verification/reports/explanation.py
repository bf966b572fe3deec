"""What is known of a rule or of a check, as a page for people; and the list of all rules."""

from collections.abc import Callable, Sequence

from rich.cells import cell_len
from rich.text import Text

from ...reference.derivations import Derivation, derivations_about, find_derivation
from ...reference.document import columns_of, hyperparameters_of
from ...reference.library import RULES, SCHEDULES, UnknownNameError, rules_with
from ...reference.mistakes import MISTAKES
from ...reference.parts import PARTS, Part, parts_of
from ...reference.pseudocode import Column, Line
from ...reference.rule import Form, Relation, Rule, Source
from ..english import counted, listed
from .latex import readable
from .layout import Page, beside, cut, entry, fold_formula, pad, paragraph, sections

HEADING = "bold"
NAME = "bold cyan"


def rules(width: int) -> Page:
    """Every rule and form, every part, and every schedule, a line each."""
    rows, rates = ([(rule.name, form) for rule in some for form in rule.forms] for some in (RULES, SCHEDULES))
    every = (*rows, *rates)
    first, second = max(len(name) for name, _ in every), max(len(form.name) for _, form in every)
    widest, last = max(len(part.name) for part in PARTS), max(len(_partners(part, ", ".join)) for part in PARTS)
    return sections(
        [_rule_line(name, form, first, second, width) for name, form in rows],
        [_part_line(part, widest, last, width) for part in PARTS],
        [_rule_line(name, form, first, second, width) for name, form in rates],
    )


def _part_line(part: Part, first: int, last: int, width: int) -> Text:
    head = Text(pad(f"+{part.name}", first + 3), NAME)
    room = width - head.cell_len - last - 2
    title = pad(cut(part.title[0].upper() + part.title[1:], room), room + 2)
    return head + Text(title) + Text(_partners(part, ", ".join), "dim")


def _partners(part: Part, listed: Callable[[Sequence[str]], str]) -> str:
    """The rules that it goes with, or those that it does not go with where these are fewer."""
    rules = rules_with(part)
    others = [each.name for each in RULES if each.name not in rules]
    if len(others) >= len(rules):
        return listed(rules)
    return f"every rule but {listed(others)}" if others else "every rule"


def _rule_line(name: str, form: Form, first: int, second: int, width: int) -> Text:
    head = Text(pad(name, first + 2), NAME) + Text(pad(form.name, second + 2), HEADING)
    relation = _kind(form.relation)
    room = width - head.cell_len - 14
    return head + Text(pad(cut(form.title, room), room + 2)) + Text(relation, "dim")


def _kind(relation: Relation) -> str:
    """The relation in a word or two; `explain` has the rest."""
    return {"first": "", "equal when": "equal when …"}.get(relation.kind, relation.kind)


def about_check(name: str, width: int) -> Page:
    """Everything that is known of a check.  Raises `UnknownNameError`, naming the closest."""
    # The checks bring all that they run, which is slow to import.
    from ..checks.description import facts_of
    from ..checks.table import CHECKS

    check = next((each for each in CHECKS if each.id == name.lower()), None)
    if check is None:
        raise UnknownNameError("check", name, [each.id for each in CHECKS])
    return sections(
        [Text(check.id, NAME) + Text(f"  a check of {check.part}", HEADING)],
        paragraph(check.claim, width),
        paragraph(check.why, width),
        [Text("  It happened:"), Text(f"    {check.link}", "dim")],
        [line for each in facts_of(check) for line in paragraph(each, width)],
    )


def about_part(part: Part, width: int) -> Page:
    """Everything that is known of a part, whatever rule it is combined with."""
    sources = [line for each in part.sources for line in _source(each, width)]
    return sections(
        [Text(f"+{part.name}", NAME) + Text(f"  {part.title[0].upper()}{part.title[1:]}", HEADING)],
        paragraph(part.meaning, width),
        paragraph(f"It combines with {_partners(part, listed)}.", width),
        sources,
        [Text("To see it in a rule:"), Text(f"  optproof explain {rules_with(part)[0]}+{part.name}")],
    )


def about_derivation(derivation: Derivation, width: int) -> Page:
    """A theorem with its proof, line by line."""
    told = [
        line
        for number, each in enumerate(derivation.lines(), 1)
        for line in entry(f"{number:>2}", each.says, width, room=2)
    ]
    return sections(
        [*_derivation(derivation, width), *paragraph(f"It is about {listed(derivation.rules)}.", width, indent=4)],
        _heading("proof", "the machine checks every line, anew at every run of the tests", width),
        told,
    )


def explanation(rule: Rule, forms: Sequence[Form], width: int) -> Page:
    """Everything that is known of a rule, or of some forms of it."""
    return sections(
        _title(rule, width),
        beside([_column(each, width) for each in columns_of(rule, forms)], width),
        *(_form(rule, each, width) for each in forms),
        _hyperparameters(forms, width),
        *_derivations(rule, forms, width),
        _mistakes(rule, forms, width),
        _parts(rule, width),
        _next(rule, forms, width),
    )


def _title(rule: Rule, width: int) -> Page:
    also = paragraph(f"Also called {listed(rule.aliases)}.", width) if rule.aliases else []
    return [*_heading(rule.title, rule.name, width, after=NAME), Text(), *paragraph(rule.summary, width), *also]


def _column(shown: Column, width: int) -> Page:
    """A form as pseudo-code; ≠ marks what the rule's first form does not have."""
    start = ", ".join(each.text for each in shown.before)
    return [
        Text(f"  {shown.form.name}", NAME),
        *([Text(f"    {start}")] if start else []),
        Text("    for t = 1, 2, …", "dim"),
        *(line for each in shown.step for line in _step(each, width)),
    ]


def _step(line: Line, width: int) -> Page:
    mark, style = ("    ≠ ", "bold") if line.differs else ("      ", "")
    first, *others = fold_formula(line.text, width - 10)
    return [Text(mark, "bold red") + Text(first, style), *(Text(" " * 10) + Text(each, style) for each in others)]


def _form(rule: Rule, form: Form, width: int) -> Page:
    return [
        *_heading(f"form {form.name}", form.title, width, NAME, HEADING),
        *_relation(rule, form, width),
        *(paragraph(form.note, width) if form.note else []),
        *(line for each in form.sources for line in _source(each, width)),
    ]


def _heading(name: str, about: str, width: int, style: str = HEADING, after: str = "dim") -> Page:
    """A name, and what there is to say of it, beside it where there is room."""
    line = Text(name, style) + Text(f"  {about}", after)
    return [line] if line.cell_len <= width else [Text(name, style), *paragraph(about, width, style=after)]


def _relation(rule: Rule, form: Form, width: int) -> Page:
    if form.relation.kind == "first":
        return paragraph("The rule's first form; the others relate to it.", width) if len(rule.forms) > 1 else []
    told = paragraph(f"Compared with {rule.first.name}: {form.relation}.", width)
    if not form.relation.derivation:
        return told
    shown = find_derivation(form.relation.derivation)
    return [*told, *paragraph(f"Shown by {shown.id}: {shown.title}.", width)]


def _source(source: Source, width: int) -> Page:
    return [*paragraph(f"{source.title}, {source.place}", width, hang=4), Text(f"    {source.link}", "dim")]


def _hyperparameters(forms: Sequence[Form], width: int) -> Page:
    """Each hyperparameter once, with the default of the first form that has it."""
    rows = [
        (letter if letter == name else f"{letter}  {name}", f"{pad(default, 7)} in {pad(domain, 8)} {meaning}")
        for letter, name, default, domain, meaning in hyperparameters_of(forms)
    ]
    room = max(11, *(cell_len(named) for named, _ in rows))
    lines = [line for named, about in rows for line in entry(named, about, width, room=room, style="")]
    return [Text("hyperparameters", HEADING), *lines]


def _derivations(rule: Rule, forms: Sequence[Form], width: int) -> list[Page]:
    found = derivations_about(rule, forms)
    if not found:
        return []
    heading = _heading("derivations", "each proved by the machine, anew at every run of the tests", width)
    return [heading, *(_derivation(each, width) for each in found)]


def _derivation(derivation: Derivation, width: int) -> Page:
    statement = paragraph(readable(derivation.statement), width, indent=4, hang=8)
    given = "; ".join(derivation.assumptions)
    return [
        Text(f"  {derivation.id}", NAME),
        *paragraph(f"{derivation.title}.", width, indent=4),
        *statement,
        *(paragraph(f"Given: {given}.", width, indent=4, hang=8, style="dim") if given else []),
    ]


def _mistakes(rule: Rule, forms: Sequence[Form], width: int) -> Page:
    known = [each for each in MISTAKES if any(each.applies(rule, form) for form in forms)]
    if not known:
        return []
    where = "this form" if len(forms) == 1 else "one form or another"
    page = _heading("known mistakes", f"{counted(len(known), 'way')} to get {where} wrong", width)
    for each in known:
        page += [Text(f"  {each.id}", NAME), *paragraph(each.title, width, indent=4)]
    return page


def _parts(rule: Rule, width: int) -> Page:
    """What may be combined with the rule, or what is."""
    parts = parts_of(rule)
    page = [Text("parts", HEADING) + Text(f"  as in {rule.base}+{each.name}", "dim") for each in parts[:1]]
    for part in parts:
        page += [Text(f"  {part.name}", NAME), *paragraph(part.meaning, width, indent=4)]
    return page


def _next(rule: Rule, forms: Sequence[Form], width: int) -> Page:
    form = f" --form {forms[0].name}" if len(forms) == 1 and len(rule.forms) > 1 else ""
    command = f"optproof check path/to/file.py:Name --rule {rule.name}{form}"
    return [Text("To check an optimizer:"), *paragraph(command, width, hang=6)]
