"""Named theorems about rules and forms, which the machine proves anew whenever it is asked."""

from collections.abc import Sequence

from ..library import UnknownNameError
from ..rule import Form, Rule
from . import (
    adabelief,
    adadelta,
    adagrad,
    adam_bound,
    adam_correction,
    adam_epsilon,
    adam_mistakes,
    adam_moments,
    adam_parts,
    adamax,
    adan,
    ademamix,
    adopt,
    aggmo,
    asgd,
    epsilon,
    federated,
    momentum,
    nadam,
    nesterov,
    optimistic,
    parts,
    qhm,
    radam,
    rprop,
    sign,
    smorms3,
    yogi,
)
from .claims import Above, Claim, Different, Every, NotNegative, Positive, Undefined, Zero
from .derivation import Derivation, Line

DERIVATIONS: tuple[Derivation, ...] = (
    *momentum.DERIVATIONS,
    *nesterov.DERIVATIONS,
    *adagrad.DERIVATIONS,
    *epsilon.DERIVATIONS,
    *adam_moments.DERIVATIONS,
    *adam_correction.DERIVATIONS,
    *adam_epsilon.DERIVATIONS,
    *adam_bound.DERIVATIONS,
    *adam_mistakes.DERIVATIONS,
    *parts.DERIVATIONS,
    *adam_parts.DERIVATIONS,
    *sign.DERIVATIONS,
    *adadelta.DERIVATIONS,
    *adamax.DERIVATIONS,
    *adabelief.DERIVATIONS,
    *yogi.DERIVATIONS,
    *qhm.DERIVATIONS,
    *ademamix.DERIVATIONS,
    *nadam.DERIVATIONS,
    *radam.DERIVATIONS,
    *aggmo.DERIVATIONS,
    *federated.DERIVATIONS,
    *optimistic.DERIVATIONS,
    *adan.DERIVATIONS,
    *rprop.DERIVATIONS,
    *adopt.DERIVATIONS,
    *smorms3.DERIVATIONS,
    *asgd.DERIVATIONS,
)


def find_derivation(id: str) -> Derivation:
    """The derivation of that id.  Raises `UnknownNameError`."""
    for derivation in DERIVATIONS:
        if derivation.id == id.lower():
            return derivation
    raise UnknownNameError("derivation", id, [derivation.id for derivation in DERIVATIONS])


def derivations_of(rule: str) -> tuple[Derivation, ...]:
    """The derivations that speak of the rule of that name."""
    return tuple(derivation for derivation in DERIVATIONS if rule in derivation.rules)


def derivations_about(rule: Rule, forms: Sequence[Form]) -> tuple[Derivation, ...]:
    """The derivations that speak of the rule, and of one of these forms where that is not all; and what relations rest on."""
    cited = {form.relation.derivation for form in forms}
    whole = len(forms) == len(rule.forms)
    return tuple(
        each
        for each in DERIVATIONS
        if each.id in cited or (rule.name in each.rules and (whole or any(form in each.forms for form in forms)))
    )


__all__ = [
    "DERIVATIONS",
    "Above",
    "Claim",
    "Derivation",
    "Different",
    "Every",
    "Line",
    "NotNegative",
    "Positive",
    "Undefined",
    "Zero",
    "derivations_about",
    "derivations_of",
    "find_derivation",
]
