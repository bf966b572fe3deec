"""The page of a part: what it makes of every rule that it combines with."""

from collections.abc import Sequence

from optproof.reference.derivations import DERIVATIONS
from optproof.reference.library import RULES, SHORT, find_rule, rules_with
from optproof.reference.mistakes import COMBINED
from optproof.reference.parts import PARTS, Part, parts_of
from optproof.reference.rule import Assignment, Form, Rule
from optproof.verification.english import listed, sentence

from .algorithm import lines
from .listings import classes_of, listing
from .markdown import block, bullets, code, page, table
from .mistake_page import mistakes_of, table_for
from .places import part_page, to_derivation, to_rule
from .rule_page import relation, source
from .users import users


def every() -> dict[str, str]:
    """A page for each part, and the list of all."""
    return {part_page(each.name): part(each) for each in PARTS} | {"reference/parts.md": contents()}


def contents() -> str:
    told = (
        "A part is an option that combines with rules, as in `adam+l2` or `rmsprop+centered+momentum`. Its forms are computed from "
        f"the rule's and nowhere written down. Names of their own: {', '.join(f'`{a}` is `{b}`' for a, b in SHORT.items())}."
    )
    rows = [
        (f"[{code(f'+{each.name}')}](/{part_page(each.name)})", each.meaning, ", ".join(map(to_rule, rules_with(each))))
        for each in PARTS
    ]
    tree = "```{toctree}\n:hidden:\n\n" + "\n".join(f"parts/{each.name}" for each in PARTS) + "\n```"
    return page("# Parts", told, table(("part", "what it does", "combines with"), rows), tree)


def part(each: Part) -> str:
    found = [each_derivation for each_derivation in DERIVATIONS if _speaks_of(each_derivation.rules, each.name)]
    return page(
        f"# {sentence(each.title).removesuffix('.')}",
        each.meaning,
        bullets(map(source, each.sources)),
        *(_with(each, rule) for rule in RULES if each in parts_of(rule)),
        "## Derivations" if found else "",
        bullets(f"{to_derivation(one.id)}: {sentence(one.title)}" for one in found),
        *_used(each),
        *_mistakes(each),
    )


def _speaks_of(rules: tuple[str, ...], part: str) -> bool:
    return any(part in rule.split("+")[1:] for rule in rules)


def _with(each: Part, rule: Rule) -> str:
    """The lines that the part brings to the first form of the rule that takes it; forms that it brings the same to stand together.

    What it brings to the rule's other forms differs from these as the forms do, so it is left to `optproof explain`.
    """
    needed = each.needs(rule.first)
    base = find_rule(f"{rule.name}+{needed}") if needed else rule
    combined = find_rule(f"{base.name}+{each.name}")
    also = f", also called {', '.join(map(code, combined.aliases))}" if combined.aliases else ""
    brought: dict[tuple[Assignment, ...], list[Form]] = {}
    first = _own(combined.forms[0], base)
    for form in combined.forms:
        if _own(form, base) is first:
            brought.setdefault(_added(form, base), []).append(form)
    shown = (
        f"{listed([sentence(form.title) for form in forms])}\n\n{lines(added)}\n{_relations(forms)}"
        for added, forms in brought.items()
    )
    others = dict.fromkeys(code(own.name) for form in combined.forms if (own := _own(form, base)) is not first)
    listings = [listing(name) for form in combined.forms for name in classes_of(combined.name, form.name)]
    shows = f"`optproof explain {combined.name}` shows all"
    with_it = f", and those of its forms {listed([*others])}" if others else ""
    return page(
        f"## With {rule.title}",
        f"`--rule {combined.name}`{also}. These lines are not in {to_rule(base.name)}; {shows}{with_it}.",
        *shown,
        block("dropdown", "In NumPy", "\n".join(listings)) if listings else "",
    )


def _own(form: Form, base: Rule) -> Form:
    """The form of the rule without the part."""
    return next((each for each in base.forms if form.name.startswith(each.name)), base.first)


def _added(form: Form, base: Rule) -> tuple[Assignment, ...]:
    """The lines that the form of the rule without the part has not."""
    return tuple(line for line in form.step if line not in _own(form, base).step)


def _relations(forms: Sequence[Form]) -> str:
    """How each relates to the first form, by its name where there are several."""
    if len(forms) == 1:
        return relation(forms[0])
    return bullets(f"{code(form.name)}: {relation(form).strip()}" for form in forms)


def _used(each: Part) -> list[str]:
    found = [user for user in users() if each.name in user.rule.split("+")[1:]]
    rows = [
        (one.library, code(one.optimizer), code(one.options) if one.options else "", to_rule(one.named), one.form)
        for one in found
    ]
    return ["## Who uses it", table(("library", "optimizer", "options", "rule", "form"), rows)] if rows else []


def _mistakes(each: Part) -> list[str]:
    rules = [rule.name for rule in COMBINED if each.name in rule.parts]
    found = dict.fromkeys(mistake for rule in rules for mistake in mistakes_of(rule))
    return ["## Known mistakes", table_for([*found])] if found else []
