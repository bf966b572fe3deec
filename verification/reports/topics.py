"""What `optproof explain` can explain: rules and forms, parts, derivations, mistakes and checks, by their names."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from ...reference.derivations import DERIVATIONS, Derivation, find_derivation
from ...reference.document import derivation_markdown, latex_source, markdown
from ...reference.library import RULES, SHORT, UnknownNameError, find_form, find_rule, is_rule
from ...reference.mistakes import MISTAKES
from ...reference.parts import PARTS
from ...reference.rule import Form, Rule
from .explanation import about_check, about_derivation, about_part, explanation
from .layout import Page
from .rule_data import rule_json

KINDS = "rule, form, part, derivation, mistake or check"


@dataclass(frozen=True)
class Topic:
    """What is known under a name: as a page of some width, in Markdown, in LaTeX and in JSON; None where there is no such text."""

    page: Callable[[int], Page]
    markdown: Callable[[], str] | None = None
    latex: Callable[[], str] | None = None
    json: Callable[[], str] | None = None


def find_topic(name: str, form: str | None = None) -> Topic:
    """What goes by that name, in any case; `form` is a form of the rule.  Raises `UnknownNameError`, naming the closest."""
    if is_rule(name) or form is not None:
        rule = find_rule(name)
        return _of_rule(rule, rule.forms if form is None else (find_form(rule, form),))
    found = _of_form(name.lower()) or _of_part(name.lower()) or _of_derivation(name.lower()) or _of_others(name.lower())
    if found is None:
        raise _unknown(name)
    return found


def _unknown(name: str) -> UnknownNameError:
    from ..checks.table import CHECKS

    rules = [*(each.name for each in RULES), *(alias for each in RULES for alias in each.aliases), *SHORT]
    forms = [form.name for rule in RULES for form in rule.forms]
    others = [each.id for each in (*DERIVATIONS, *MISTAKES, *CHECKS)]
    every = [*rules, *forms, *(part.name for part in PARTS), *others]
    close = get_close_matches(name.lower(), every, n=1, cutoff=0.4)
    return UnknownNameError(KINDS, name, every if close else [each.name for each in RULES])


def _of_rule(rule: Rule, forms: Sequence[Form]) -> Topic:
    return Topic(
        lambda width: explanation(rule, forms, width),
        lambda: markdown(rule, forms),
        lambda: latex_source(rule, forms),
        lambda: rule_json(rule, forms),
    )


def _of_form(name: str) -> Topic | None:
    """The form of that name.  Raises `UnknownNameError` where several rules have one."""
    homes = [(rule, form) for rule in RULES for form in rule.forms if form.name == name]
    if len(homes) > 1:
        raise AmbiguousFormError(name, [rule.name for rule, _ in homes])
    return _of_rule(homes[0][0], homes[0][1:]) if homes else None


class AmbiguousFormError(UnknownNameError):
    """A form that several rules have; the message says which."""

    def __init__(self, name: str, rules: Sequence[str]) -> None:
        ways = " or ".join(f"`optproof explain {each} --form {name}`" for each in rules)
        LookupError.__init__(self, f"Several rules have a form {name!r}. Write {ways}.")


def _of_part(name: str) -> Topic | None:
    part = next((each for each in PARTS if each.name == name.removeprefix("+")), None)
    return None if part is None else Topic(lambda width: about_part(part, width))


def _of_derivation(name: str) -> Topic | None:
    if not any(each.id == name for each in DERIVATIONS):
        return None
    found: Derivation = find_derivation(name)
    return Topic(
        lambda width: about_derivation(found, width),
        lambda: f"{derivation_markdown(found)}\n",
        lambda: f"% {found.id}: {found.title}\n\\[\n{found.statement}\n\\]\n",
    )


def _of_others(name: str) -> Topic | None:
    """A mistake or a check; these bring all that is run, which is slow to import."""
    from ..checks.description import section as of_check
    from ..checks.table import CHECKS
    from .mistakes import about_mistake, section as of_mistake

    check = next((each for each in CHECKS if each.id == name), None)
    if check is not None:
        return Topic(lambda width: about_check(name, width), lambda: of_check(check))
    mistake = next((each for each in MISTAKES if each.id == name), None)
    if mistake is not None:
        return Topic(lambda width: about_mistake(name, width), lambda: of_mistake(mistake))
    return None
