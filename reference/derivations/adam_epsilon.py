"""Adam's ε̂: when the faster form is Algorithm 1, and how far it is from it otherwise."""

from sympy import Symbol, sqrt

from ..adam import ALGORITHM_1, EPSILON_HAT
from ..rule import Form
from ..symbols import beta2, epsilon, g, lr, m, m_hat, t, v, v_hat
from .claims import NotNegative, Positive, Zero
from .derivation import Derivation, Line
from .lemmas import ONE, WITHOUT_EPSILON, at, carried_out, positive_epsilon, stepped

epsilon_hat = Symbol("epsilon_hat", nonnegative=True)
root = sqrt(1 - beta2**t)


def faster_form(paper: Form, folded: Form) -> tuple[Line, ...]:
    step, theirs = stepped(paper), stepped(folded, {epsilon: epsilon_hat})
    values, after = carried_out(paper, {}), folded.after({})
    w = sqrt(values[v_hat])
    v_root = root * w
    left = _gap * epsilon * (root * v_root + root * epsilon + epsilon) / (v_root * (v_root + epsilon))
    share = epsilon * (1 - root) / (v_root + epsilon)
    first = {**paper.start(), t: ONE, g: ONE, epsilon: positive_epsilon}
    apart = lr * values[m_hat] * (epsilon_hat - epsilon * root) / ((w + epsilon) * (v_root + epsilon_hat))
    return (
        *(Line(f"both make the same {s}", Zero(values[s] - after[s])) for s in (m, v)),
        *(Line(f"from the same {s}", Zero(paper.start()[s] - folded.start()[s])) for s in (m, v)),
        Line("⇐: with ε̂ = ε√(1 − β₂ᵗ) the steps are equal", Zero(step - at(theirs, {epsilon_hat: epsilon * root}))),
        Line(
            "⇒: their difference has the factors lr, m̂ and ε̂ − ε√(1 − β₂ᵗ), over what is positive:"
            " where m̂ ≠ 0 only the last can be 0",
            Zero(theirs - step - apart),
        ),
        Line("at ε = ε̂ = 0 they are equal", Zero(at(step - stepped(folded), WITHOUT_EPSILON))),
        Line(
            "with one ε > 0 in both, already the first steps at g = 1 differ, for every β₂ > 0:"
            " by this positive share of lr, written with √(1 − β₂) = 1/(1 + z)",
            Positive(
                at(stepped(folded, first) - stepped(paper, first), {beta2: 1 - _root**2}),
                (1 - _root) * lr * positive_epsilon / ((1 + positive_epsilon) * (_root + positive_epsilon)),
            ),
        ),
        Line(
            "their difference is the share ε(1 − √(1 − β₂ᵗ))/(√v + ε) of Algorithm 1's step, the longer of the two",
            Zero(step - stepped(folded) - step * share),
        ),
        Line("which is not negative", NotNegative(share, ((epsilon * _gap / (v_root + epsilon), ONE),))),
        Line("is at most 1 − √(1 − β₂ᵗ)", NotNegative(1 - root - share, ((_gap * v_root / (v_root + epsilon), ONE),))),
        Line("which is at most β₂ᵗ", NotNegative(beta2**t - (1 - root), ((_gap * root, ONE),))),
        Line("and also at most β₂ᵗ·ε/√v", NotNegative(beta2**t * epsilon / v_root - share, ((left, ONE),))),
    )


_gap = beta2**t / (1 + root)
"""1 − √(1 − β₂ᵗ)."""

_root = 1 / (1 + Symbol("z", positive=True))
"""√(1 − β₂), anywhere in (0, 1)."""


DERIVATIONS = (
    Derivation(
        id="adam-epsilon-hat",
        title="The lr_t form is Algorithm 1 exactly when ε̂ = ε·√(1 − β₂ᵗ)",
        rules=("adam",),
        forms=(ALGORITHM_1, EPSILON_HAT),
        statement=r"\Delta\hat\theta_t(\hat\epsilon) = \Delta\theta_t(\epsilon)"
        r" \iff \hat\epsilon = \epsilon\sqrt{1-\beta_2^t};"
        r"\qquad \hat\epsilon = \epsilon: \; |\Delta\hat\theta_t - \Delta\theta_t|"
        r" = \frac{\epsilon\,(1-\sqrt{1-\beta_2^t})}{\sqrt{v_t} + \epsilon}\,|\Delta\theta_t|"
        r" \le \beta_2^t \min\Big(1, \frac{\epsilon}{\sqrt{v_t}}\Big)\,|\Delta\theta_t|",
        assumptions=("m̂ ≠ 0 for ⇒ (at m̂ = 0 both steps are 0)", "√v̂ + ε and √v + ε̂ are not 0"),
        proof=faster_form,
    ),
)
