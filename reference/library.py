"""Every rule, by name."""

from difflib import get_close_matches

from .adagrad import ADAGRAD
from .adam import ADAM
from .momentum import MOMENTUM
from .nesterov import NESTEROV
from .rmsprop import RMSPROP
from .rule import Form, Rule
from .sgd import SGD

RULES: tuple[Rule, ...] = (SGD, MOMENTUM, NESTEROV, ADAGRAD, RMSPROP, ADAM)


class UnknownNameError(LookupError):
    """A rule, form or other name that does not exist; the message names the closest that do."""

    def __init__(self, kind: str, name: str, known: list[str]) -> None:
        close = get_close_matches(name.lower(), known, n=1, cutoff=0.4)
        hint = f"Did you mean {close[0]!r}?" if close else f"There are: {', '.join(known)}."
        super().__init__(f"There is no {kind} {name!r}. {hint}")


def find_rule(name: str) -> Rule:
    """The rule of that name or alias.  Raises `UnknownNameError`."""
    for rule in RULES:
        if name.lower() in (rule.name, *rule.aliases):
            return rule
    raise UnknownNameError("rule", name, [rule.name for rule in RULES])


def find_form(rule: Rule, name: str) -> Form:
    """The form of that name.  Raises `UnknownNameError`."""
    for form in rule.forms:
        if form.name == name.lower():
            return form
    raise UnknownNameError(f"form of {rule.name}", name, [form.name for form in rule.forms])
