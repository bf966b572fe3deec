"""FedAdagrad, FedYogi and FedAdam: what the start at τ² leaves in v, and what they are beside AdaGrad, Yogi and Adam."""

from sympy import Expr, Integer, Rational, sqrt

from ..federated import FEDADAGRAD, FEDADAM, FEDYOGI
from ..rule import Form
from ..symbols import beta1, beta2, epsilon, g, initial_accumulator, lr, t, theta, v
from .claims import Different, Zero
from .derivation import Derivation, Line
from .lemmas import ONE, ZERO, at, form_of, same_state, stepped


def apart(paper: Form, other: Form) -> Line:
    half, start = Rational(1, 2), {g: ONE, t: ONE, theta: ZERO}
    first = stepped(paper, {**paper.start(), **start}) - stepped(other, {**other.start(), **start})
    return Line(
        "so their first steps are apart",
        Different(first, {**dict.fromkeys((lr, beta1, beta2, epsilon), half), theta: Integer(0)}),
    )


def left(paper: Form, other: Form, share: Expr) -> tuple[Line, ...]:
    """What is left of τ² in v where a step keeps this share of it."""
    before, after = epsilon**2 * share ** (t - 1), epsilon**2 * share**t
    ours, theirs = paper.after({v: v + before}), other.after({})
    return (
        *same_state(paper, other, v),
        Line("one begins at v = τ², the other at 0", Zero(paper.start()[v] - other.start()[v] - epsilon**2)),
        Line("and after t steps so much of it is left", Zero(ours[v] - theirs[v] - after)),
        Line("of the same v the steps are the same", Zero(stepped(paper) - stepped(other))),
        apart(paper, other),
    )


def of_sums(paper: Form, other: Form, adagrad: Form) -> tuple[Line, ...]:
    without = {beta1: ZERO}
    return (
        *left(paper, other, ONE),
        *same_state(other, adagrad),
        Line("without momentum it is AdaGrad, from v₀ = 0 or τ²", Zero(stepped(other, without) - stepped(adagrad))),
    )


def of_signs(paper: Form, other: Form, yogi: Form) -> tuple[Line, ...]:
    begun = at(yogi.start()[v], {initial_accumulator: epsilon**2})
    return (
        *same_state(paper, other, v),
        *same_state(paper, yogi, v),
        Line("both make the same v as Yogi", Zero(paper.after({})[v] - yogi.after({})[v])),
        Line("of another start:", Zero(other.after({})[v] - yogi.after({})[v])),
        Line("one at v₀ = τ²", Zero(paper.start()[v] - begun)),
        Line("the other at v₀ = 0", Zero(other.start()[v])),
        Line("and the same step of it", Zero(stepped(paper) - stepped(yogi))),
        Line("the other, too", Zero(stepped(other) - stepped(yogi))),
        apart(paper, other),
    )


def of_averages(paper: Form, other: Form, adam: Form) -> tuple[Line, ...]:
    corrected = {lr: lr * sqrt(1 - beta2**t) / (1 - beta1**t)}
    return (
        *left(paper, other, beta2),
        *same_state(other, adam),
        Line(
            "at Adam's lr_t it is Adam's faster form, where it starts at zero",
            Zero(stepped(other, corrected) - stepped(adam)),
        ),
    )


DERIVATIONS = (
    Derivation(
        id="fedadagrad-start",
        title="FedAdagrad is AdaGrad with a first moment, and its v keeps all of τ²",
        rules=("fedadagrad", "adagrad"),
        forms=(*FEDADAGRAD.forms, form_of("adagrad", "outside")),
        statement=r"v^{\text{algorithm-2}}_t = v^{\text{from-zero}}_t + \tau^2;\quad \beta_1 = 0 \Rightarrow \text{AdaGrad}",
        assumptions=("τ is ε",),
        proof=of_sums,
    ),
    Derivation(
        id="fedyogi-start",
        title="FedYogi is Yogi, from another start",
        rules=("fedyogi", "yogi"),
        forms=(*FEDYOGI.forms, form_of("yogi", "algorithm-2")),
        statement=r"v_0 = \tau^2 \Rightarrow \Delta\theta^{\mathrm{fedyogi}} = \Delta\theta^{\mathrm{yogi}}",
        assumptions=("τ is ε", "Yogi is uncorrected, as in its paper"),
        proof=of_signs,
    ),
    Derivation(
        id="fedadam-start",
        title="FedAdam is Adam without bias correction, and its v forgets τ²",
        rules=("fedadam", "adam"),
        forms=(*FEDADAM.forms, form_of("adam", "epsilon-hat")),
        statement=r"v^{\text{algorithm-2}}_t = v^{\text{from-zero}}_t + \beta_2^t \tau^2;\quad"
        r" \mathrm{lr} \to \mathrm{lr}\,\frac{\sqrt{1-\beta_2^t}}{1-\beta_1^t} \Rightarrow \text{Adam}",
        assumptions=("τ is ε",),
        proof=of_averages,
    ),
)
