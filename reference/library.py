"""Every rule, by name."""

from dataclasses import replace
from difflib import get_close_matches
from functools import lru_cache

from .adabelief import ADABELIEF
from .adadelta import ADADELTA
from .adagrad import ADAGRAD
from .adam import ADAM
from .adamax import ADAMAX
from .adan import ADAN
from .ademamix import ADEMAMIX
from .adopt import ADOPT
from .aggmo import AGGMO
from .asgd import ASGD
from .federated import FEDADAGRAD, FEDADAM, FEDYOGI
from .lion import LION
from .momentum import MOMENTUM
from .nadam import NADAM
from .nesterov import NESTEROV
from .optimistic import OPTIMISTIC
from .parts import PARTS, Part, combined, parts_of
from .qhm import QHADAM, QHM
from .radam import RADAM
from .rmsprop import RMSPROP
from .rprop import RPROP
from .rule import Form, Rule
from .schedules import SCHEDULES as OF_RATES
from .sgd import SGD
from .sign import SIGN_SGD, SIGNUM
from .smorms3 import SMORMS3
from .yogi import YOGI

RULES: tuple[Rule, ...] = (
    SGD,
    MOMENTUM,
    NESTEROV,
    ADAGRAD,
    RMSPROP,
    ADAM,
    SIGN_SGD,
    SIGNUM,
    LION,
    ADADELTA,
    ADAMAX,
    ADABELIEF,
    YOGI,
    QHM,
    QHADAM,
    ADEMAMIX,
    NADAM,
    RADAM,
    AGGMO,
    FEDADAGRAD,
    FEDYOGI,
    FEDADAM,
    OPTIMISTIC,
    ADAN,
    RPROP,
    ADOPT,
    SMORMS3,
    ASGD,
)
"""The optimizers."""

SCHEDULES: tuple[Rule, ...] = tuple(each.rule for each in OF_RATES)
"""The schedules of the learning rate, each as the rule that it is by itself."""

NAMED: tuple[Rule, ...] = (*RULES, *SCHEDULES)
"""All that a person may ask for by name."""

MOST = 40
"""Names that a sentence has room for."""


class UnknownNameError(LookupError):
    """A rule, form or other name that does not exist; the message names the closest that do."""

    def __init__(self, kind: str, name: str, known: list[str]) -> None:
        # Letters in another order are the likeliest slip, and a longer name may hold more of them in theirs.
        close = [each for each in known if sorted(each) == sorted(name.lower())]
        close = close or get_close_matches(name.lower(), known, n=1, cutoff=0.45)
        more = f", and {len(known) - MOST} more" if len(known) > MOST else ""
        hint = f"Did you mean {close[0]!r}?" if close else f"There are: {', '.join(known[:MOST])}{more}."
        super().__init__(f"There is no {kind} {name!r}. {hint}")


class UncombinableError(UnknownNameError):
    """Parts that do not go together, or not with a rule; the message says which do."""

    def __init__(self, message: str) -> None:
        LookupError.__init__(self, message)


SHORT = {"adamw": "adam+decoupled", "sgdw": "momentum+decoupled", "amsgrad": "adam+amsgrad", "laprop": "adam+laprop"}
"""Names of their own that combinations have."""


def is_rule(name: str) -> bool:
    """Whether this names a rule, before what may be its parts."""
    head = name.lower().partition("+")[0]
    return head in SHORT or any(head in (rule.name, *rule.aliases) for rule in NAMED)


def find_rule(name: str) -> Rule:
    """The rule of that name or alias, with its parts: `adam`, `adam+l2`, `adamw+amsgrad`; parts in any order.

    Raises `UnknownNameError`.
    """
    head, *parts = name.lower().split("+")
    head, *more = SHORT.get(head, head).split("+")
    for rule in NAMED:
        if head in (rule.name, *rule.aliases):
            found = tuple(sorted({_find_part(rule, each) for each in (*more, *parts)}, key=PARTS.index))
            return _combined(rule, found)
    raise UnknownNameError("rule", head, [*(rule.name for rule in NAMED), *SHORT])


def rules_with(part: Part) -> tuple[str, ...]:
    """The names of the rules that a part applies to."""
    return tuple(rule.name for rule in RULES if part in parts_of(rule))


def _find_part(rule: Rule, name: str) -> Part:
    for part in PARTS:
        if part.name == name:
            if part in parts_of(rule):
                return part
            raise UncombinableError(
                f"The part {name!r} does not apply to {rule.name}, but to {', '.join(rules_with(part))}. "
                f"With {rule.name} go {', '.join(each.name for each in parts_of(rule))}."
            )
    raise UnknownNameError("part", name, [each.name for each in parts_of(rule)])


@lru_cache(maxsize=256)
def _combined(rule: Rule, parts: tuple[Part, ...]) -> Rule:
    """The rule with parts, each combination made once.  Raises `UncombinableError`."""
    if not parts:
        return rule
    for part in parts:
        needed = part.needs(rule.first)
        if needed and needed not in (each.name for each in parts):
            raise UncombinableError(f"With {rule.name}, the part {part.name!r} needs the part {needed!r} besides.")
    forms = combined(rule, parts)
    if not forms:
        raise UncombinableError(f"The parts {' and '.join(each.name for each in parts)} do not go together.")
    name = "+".join((rule.name, *(each.name for each in parts)))
    return replace(
        rule,
        name=name,
        title=" with ".join((rule.title, " and ".join(each.title for each in parts))),
        summary=" ".join((rule.summary, *(each.meaning for each in parts))),
        forms=forms,
        aliases=tuple(short for short, long in SHORT.items() if long == name),
        parts=tuple(each.name for each in parts),
        without=rule,
    )


def find_form(rule: Rule, name: str) -> Form:
    """The form of that name.  Raises `UnknownNameError`."""
    for form in rule.forms:
        if form.name == name.lower():
            return form
    raise UnknownNameError(f"form of {rule.name}", name, [form.name for form in rule.forms])
