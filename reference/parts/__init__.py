"""Parts: options that combine with rules, as in adam+l2, so that no rule has to be written twice.

A part is a function from a form to the forms that it makes of it, and says by what a form has to which rules it applies.  To
add one, write both and its `Part` beside those of its theme, and put it into `PARTS`.
"""

from collections.abc import Sequence
from dataclasses import replace

from ..rule import Form, Rule
from ..schedules import is_schedule
from .accumulators import AMSGRAD, CENTERED, CORRECTED, EPS_ROOT, INITIAL
from .part import Part
from .penalties import DECOUPLED, L2, MAXIMIZE
from .velocities import DAMPENING, LAPROP, LR_DECAY, MOMENTUM, NESTEROV

PARTS: tuple[Part, ...] = (
    INITIAL,
    CENTERED,
    CORRECTED,
    MOMENTUM,
    DAMPENING,
    AMSGRAD,
    NESTEROV,
    EPS_ROOT,
    LAPROP,
    L2,
    DECOUPLED,
    MAXIMIZE,
    LR_DECAY,
)
"""In the order in which they are combined, whatever the order in which they are named.

The last is the outermost: with maximize, g ← −g comes before g ← g + λθ, as in PyTorch, and lr falls for all that reads it.
"""

__all__ = ["PARTS", "Part", "combined", "parts_of"]


def parts_of(rule: Rule) -> tuple[Part, ...]:
    """The parts that apply to a rule, by what it has without those that it is combined with; none to a schedule."""
    return () if is_schedule(rule.plain) else tuple(part for part in PARTS if part.suits(rule.plain.first))


def combined(rule: Rule, parts: Sequence[Part]) -> tuple[Form, ...]:
    """The forms of the rule with those parts, in the order of `PARTS`; none where they do not go together."""
    forms = rule.forms
    for part in parts:
        made = tuple(_published(each, part) for form in forms for each in part.combine(form))
        forms = tuple(each for each in made if len(set(each.symbols)) == len(each.symbols))
    # What the others relate to must be among them.
    return forms if forms and forms[0].relation.kind == "first" else ()


def _published(form: Form, part: Part) -> Form:
    return replace(form, sources=(*form.sources, *part.sources))
