"""Weight decay, coupled and decoupled; and the direction of the step."""

from dataclasses import replace

from sympy import Expr

from ..hyperparameters import WEIGHT_DECAY
from ..rule import FIRST, Form, Relation, Source, State, let
from ..symbols import g, lr, lr_start, theta, weight_decay
from .part import Part, besides, in_place_of, variant

LOSHCHILOV = "Loshchilov & Hutter 2019, Decoupled Weight Decay Regularization"
LINK = "https://arxiv.org/abs/1711.05101"


def takes_gradients(form: Form) -> bool:
    return any(line.value.has(g) for line in form.step)


def has_no_penalty(form: Form) -> bool:
    return takes_gradients(form) and weight_decay not in form.symbols


def may_decay(form: Form) -> bool:
    """θ does not decay yet, and the gradient is taken at it: elsewhere nobody says what the share is of."""
    return weight_decay not in form.symbols and form.gradient_at == theta


def l2(form: Form) -> tuple[Form, ...]:
    """The gradient of the penalty ½λθ², taken where the gradient of the loss is."""
    return (variant(form, let(g, g + weight_decay * form.gradient_at), *form.step, adds=WEIGHT_DECAY),)


def decoupled(form: Form) -> tuple[Form, ...]:
    """θ shrinks by a share of itself; which is λ in the paper, times its schedule multiplier, and lr·λ in the libraries."""
    if form.gradient_at != theta:
        return ()
    after = next(line.value for line in form.step if line.symbol == theta)

    def decayed(form: Form, share: Expr, name: str, title: str, relation: Relation) -> Form:
        lines = in_place_of(form, theta, let(theta, after - share * theta))
        return variant(
            form, *lines, adds=WEIGHT_DECAY, name=name, title=title, relation=besides(form, relation),
            also={theta: ((1 - share) * theta + (after - theta),)},
        )  # fmt: skip

    by_lr = Relation("equal when", "lr·λ is the paper's λ, so only while lr is constant", "decoupled-lr")
    by_multiplier = Relation("equal when", "lr is what it was at the start", "decoupled-schedule")
    begun = replace(form, state=(*form.state, State(lr_start, lr)))
    return (
        decayed(form, weight_decay, "paper", "θ decays by λ", FIRST),
        decayed(form, lr * weight_decay, "lr", "θ decays by lr·λ", by_lr),
        decayed(
            begun, lr / lr_start * weight_decay, "schedule", "θ decays by η_t·λ, where η_t is lr/lr₀", by_multiplier
        ),
    )


def maximize(form: Form) -> tuple[Form, ...]:
    """Uphill, by the gradient of −f; a penalty is added to that."""
    return (variant(form, let(g, -g), *form.step),)


L2 = Part(
    "l2",
    "L2 regularization",
    "Weight decay through the gradient: λθ is added to it, and goes through all that the rule does with gradients.",
    (Source(LOSHCHILOV, "Algorithm 2, line 6", LINK),),
    has_no_penalty,
    l2,
)

DECOUPLED = Part(
    "decoupled",
    "decoupled weight decay",
    "Weight decay beside the gradient: θ shrinks by a share of itself, which no moment sees.",
    (
        Source(LOSHCHILOV, "Algorithm 1, line 9, and Algorithm 2, line 12, by λ for a schedule multiplier of 1", LINK),
        Source(
            "PyTorch, torch.optim.AdamW",
            "Algorithm, by lr·λ",
            "https://docs.pytorch.org/docs/stable/generated/torch.optim.AdamW.html",
        ),
    ),
    may_decay,
    decoupled,
    switches=("decoupledweightdecay", "decoupled", "decoupleweightdecay", "weightdecouple"),
)

MAXIMIZE = Part(
    "maximize",
    "maximize",
    "Uphill: the sign of the gradient is turned before all else.",
    (
        Source(
            "PyTorch, torch.optim.SGD",
            "Algorithm, maximize",
            "https://docs.pytorch.org/docs/stable/generated/torch.optim.SGD.html",
        ),
    ),
    takes_gradients,
    maximize,
    switches=("maximize", "maximise"),
)
