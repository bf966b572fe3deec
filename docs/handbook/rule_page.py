"""The page of a rule: its forms as pseudo-code side by side, in LaTeX and in NumPy, who uses them, and all that is known."""

from collections.abc import Sequence

from optproof.reference.derivations import Derivation, derivations_of
from optproof.reference.library import RULES
from optproof.reference.parts import parts_of
from optproof.reference.rule import Form, Rule, Source
from optproof.verification.english import sentence

from .algorithm import algorithm, points_differ, source_of, step, unshared
from .defaults import defaults_table, hyperparameters_table
from .listings import classes_of, listing
from .markdown import block, bullets, code, link, page, side_by_side, table
from .mistake_page import mistakes_of, table_for
from .places import MISTAKES_PAGE, part_page, rule_page, to_derivation, to_rule
from .users import users_of, users_table


def every() -> dict[str, str]:
    """A page for each rule, and the list of all."""
    return {rule_page(each.name): rule(each) for each in RULES} | {"reference/rules.md": contents()}


def contents() -> str:
    told = (
        "A rule is a published update rule. Its forms are the ways to write it, and each says when it is equal to the first. "
        "Options such as weight decay are [parts](/reference/parts.md), which combine with rules."
    )
    rows = [
        (
            to_rule(each.name),
            f"{code(form.name)} {form.title}",
            "" if form.relation.kind == "first" else sentence(str(form.relation)),
        )
        for each in RULES
        for form in each.forms
    ]
    return page(
        "# Rules",
        told,
        table(("rule", "form", "compared with the first form"), rows),
        "```{toctree}\n:hidden:\n\n" + "\n".join(f"rules/{each.name}" for each in RULES) + "\n```",
    )


def rule(each: Rule) -> str:
    return page(
        f"# {each.title}",
        each.summary,
        f"`optproof explain {each.name}` shows this in the terminal; `optproof check FILE.py:Name --rule {each.name}` holds an "
        "optimizer to it.",
        "## The algorithm",
        algorithm(each.first),
        "## Hyperparameters",
        hyperparameters_table(each),
        forms_side_by_side(each),
        *(form_section(each, form) for form in each.forms),
        "## Who uses which form",
        users_table(each.name),
        "## Defaults across libraries",
        "Each with the name that the library gives it.",
        defaults_table(each),
        *_derivations(derivations_of(each.name)),
        *_mistakes(each),
        "## Parts that combine with it",
        bullets(f"{link(code(part.name), part_page(part.name))}: {part.meaning}" for part in parts_of(each)),
    )


def forms_side_by_side(each: Rule, heading: str = "## The forms, side by side") -> str:
    """What the forms have in common, and what differs."""
    if len(each.forms) < 2:
        return ""
    differing, points = unshared(each.forms), points_differ(each.forms)
    cards = [
        (form.title, f"{step(form, differing, point_differs=points)}\n{relation(form)}\n{_used(each, form)}")
        for form in each.forms
    ]
    told = "A line with ≠ before it is not in every form."
    return page(heading, told, side_by_side(cards))


def relation(form: Form) -> str:
    """How it relates to the first form, and what shows it."""
    if form.relation.kind == "first":
        return "The first form; the others relate to it.\n"
    shown = f" Shown by {to_derivation(form.relation.derivation)}." if form.relation.derivation else ""
    return f"**{sentence(str(form.relation))}**{shown}\n"


def _used(each: Rule, form: Form) -> str:
    found = dict.fromkeys(user.written for user in users_of(each.name, form.name))
    return f"Used by {', '.join(found)}.\n" if found else ""


def form_section(each: Rule, form: Form) -> str:
    """Everything about one form: where it is published, and how it is written in LaTeX and in NumPy."""
    listings = [listing(name) for name in classes_of(each.name, form.name)]
    numpy = block("dropdown", "In NumPy", "\n".join(listings)) if listings else ""
    return page(
        f"### {form.name}",
        sentence(form.title),
        form.note,
        bullets(map(source, form.sources)),
        numpy,
        block("dropdown", "In LaTeX", source_of(form)),
    )


def source(each: Source) -> str:
    """Where it is published: title, section or equation, link."""
    return f"[{each.title}]({each.link}), {each.place}"


def _derivations(found: Sequence[Derivation]) -> list[str]:
    if not found:
        return []
    return [
        "## Derivations",
        "Each is proved by the machine, anew at every run of the tests; its page has the proof, step by step.",
        bullets(f"{sentence(each.title)} {to_derivation(each.id)}" for each in found),
    ]


def _mistakes(each: Rule) -> list[str]:
    found = mistakes_of(each.name)
    told = f"Ways to get one of its forms wrong. {link('All mistakes', MISTAKES_PAGE)} are found by what one sees."
    return ["## Known mistakes", told, table_for(found)]
