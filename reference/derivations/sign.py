"""The rules that use a sign alone: how far they step, and which is which."""

from sympy import Abs, Expr, Integer, Rational, sign

from ..lion import ALGORITHM_2 as LION
from ..rule import Form, let
from ..sign import ALGORITHM_1 as SIGN_SGD, ALGORITHM_2 as SIGNUM
from ..symbols import beta1, beta2, g, lr, m, mu, theta, weight_decay
from .claims import NotNegative, Zero
from .derivation import Derivation, Line
from .lemmas import correspondence, stepped

HALF = Rational(1, 2)


def rest(direction: Expr) -> tuple[tuple[Expr, Expr], ...]:
    """1 − s as a sum of squares, where s is a sign: ½(1 − s)² + ½(1 − s²)², since s³ = s."""
    return (HALF, 1 - direction), (HALF, 1 - direction**2)


def within(lion: Form) -> tuple[Line, ...]:
    step, most = stepped(lion), lr * (1 + weight_decay * Abs(theta))
    taken = sign(lion.step[0].value)

    def certificate(turned: int) -> tuple[tuple[Expr, Expr], ...]:
        of_gradients = ((lr * weight, base) for weight, base in rest(-turned * taken))
        of_decay = ((lr * weight_decay * Abs(theta) * weight, base) for weight, base in rest(-turned * sign(theta)))
        return (*of_gradients, *of_decay)

    return (
        Line("a sign is 1, 0 or −1: it is its own cube", Zero(taken**3 - taken)),
        Line("so no step is longer upwards,", NotNegative(most - step, certificate(1))),
        Line("nor downwards", NotNegative(most + step, certificate(-1))),
    )


def lion_is_signum(lion: Form, signum: Form) -> tuple[Line, ...]:
    one_decay = {beta1: mu, beta2: mu, weight_decay: Integer(0)}
    ours, theirs = lion.after(one_decay), signum.after({})
    return (
        Line("both begin at m = 0", Zero(lion.start()[m] - signum.start()[m])),
        Line("what Lion's sign is taken of is what m becomes", Zero(lion.step[0].value.xreplace(one_decay) - ours[m])),
        Line("and that is Signum's m,", Zero(ours[m] - theirs[m])),
        Line("so the steps are the same", Zero(ours[theta] - theirs[theta])),
    )


def signum_is_sign_sgd(signum: Form, plain: Form) -> tuple[Line, ...]:
    forgetting = {mu: Integer(0)}
    return (
        Line("at μ = 0, m is the gradient", Zero(signum.after(forgetting)[m] - g)),
        Line("so the step is signSGD's", Zero(stepped(signum, forgetting) - stepped(plain))),
    )


def sum_or_average(average: Form) -> tuple[Line, ...]:
    summed = average.with_step(let(m, mu * m + g), *average.step[1:])
    related = {m: m / (1 - mu)}
    return (
        *correspondence(summed, average, related),
        Line(
            "a positive factor changes no sign: the same step, whatever lr is",
            Zero(stepped(summed, related) - stepped(average)),
        ),
    )


DERIVATIONS = (
    Derivation(
        id="lion-step-bound",
        title="Lion's step is at most lr·(1 + λ|θ|)",
        rules=("lion",),
        forms=(LION,),
        statement=r"|\Delta\theta| \le \mathrm{lr}\,(1 + \lambda|\theta|)",
        assumptions=(),
        proof=within,
    ),
    Derivation(
        id="lion-signum",
        title="Lion with one β is Signum",
        rules=("lion", "signum"),
        forms=(LION, SIGNUM),
        statement=r"\beta_1 = \beta_2 = \mu,\ \lambda = 0 \;\Rightarrow\;"
        r" \Delta\theta^{\mathrm{Lion}} = \Delta\theta^{\mathrm{Signum}}",
        assumptions=("lr may change",),
        proof=lion_is_signum,
    ),
    Derivation(
        id="signum-signsgd",
        title="Signum without momentum is signSGD",
        rules=("signum", "signsgd"),
        forms=(SIGNUM, SIGN_SGD),
        statement=r"\mu = 0 \;\Rightarrow\; \Delta\theta^{\mathrm{Signum}} = -\mathrm{lr}\,\mathrm{sign}(g)",
        assumptions=("lr may change",),
        proof=signum_is_sign_sgd,
    ),
    Derivation(
        id="signum-sum",
        title="A sum in place of Signum's average takes the same steps",
        rules=("signum",),
        forms=(SIGNUM,),
        statement=r"m^{\mathrm{sum}} = \frac{m^{\mathrm{average}}}{1-\mu},\quad"
        r" \mathrm{sign}(m^{\mathrm{sum}}) = \mathrm{sign}(m^{\mathrm{average}})",
        assumptions=("0 ≤ μ < 1", "lr may change"),
        proof=sum_or_average,
    ),
)
