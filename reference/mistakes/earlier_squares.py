"""ADOPT's squares, which are those of the steps before."""

from ..roles import divisor, line_of
from ..rule import Form, Rule
from ..symbols import v
from .mistake import Mistake
from .rewriting import reorder


def gathers_first(rule: Rule, form: Form) -> Form | None:
    """v of this step, too."""
    if line_of(form, v) is None or divisor(form) is not None:
        return None
    return reorder(form, last=lambda line: not line.assigns(v))


EARLIER_SQUARES = (
    Mistake(
        id="divides-by-new-squares",
        title="What it divides by holds the gradient that is divided",
        kind="wrong order",
        symptom="RMSprop's curve with a late momentum: with a β₂ that is small it need not converge, and ADOPT is made to.",
        fix="Gather the squares after the step.",
        links=("https://github.com/kozistr/pytorch_optimizer/pull/347",),
        transform=gathers_first,
    ),
)
