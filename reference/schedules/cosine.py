"""Schedules by which the learning rate falls as half a wave of the cosine."""

from sympy import Expr

from ..choices import Where
from ..circle import CosPi
from ..rule import Relation, Source
from ..symbols import lr, t
from .numbers import (
    END_DIVISOR,
    END_SHARE,
    LR_END,
    RISE_SHARE,
    START_DIVISOR,
    TOTAL_STEPS,
    end_divisor,
    end_share,
    lr_end,
    rise_share,
    start_divisor,
    total_steps,
)
from .schedule import Schedule, Way

SGDR = Source(
    "Loshchilov & Hutter 2017, SGDR: Stochastic Gradient Descent with Warm Restarts",
    "eq. (5), without a restart",
    "https://arxiv.org/abs/1608.03983",
)
WAVE = (1 + CosPi((t - 1) / total_steps)) / 2
"""From 1 to 0 in T steps."""

COSINE = Schedule(
    name="cosine",
    title="Cosine decay",
    summary="The learning rate falls to its end as half a wave of the cosine, in T steps, and stays there.",
    ways=(
        Way(
            "clamped",
            "To f in T steps",
            Where(total_steps, t - 1, lr_end + (lr - lr_end) * WAVE, lr_end),
            (TOTAL_STEPS, LR_END),
            (SGDR,),
        ),
        Way(
            "share",
            "To α·lr in T steps",
            lr * Where(total_steps, t - 1, (1 - end_share) * WAVE + end_share, end_share),
            (TOTAL_STEPS, END_SHARE),
            (
                Source(
                    "Keras, CosineDecay",
                    "the class",
                    "https://keras.io/api/optimizers/learning_rate_schedules/cosine_decay/",
                ),
                Source(
                    "optax, cosine_decay_schedule",
                    "the function",
                    "https://optax.readthedocs.io/en/latest/api/optimizer_schedules.html",
                ),
            ),
            Relation("equal when", "f = α·lr"),
        ),
        Way(
            "periodic",
            "Between lr and f, up and down, T steps each way",
            lr_end + (lr - lr_end) * WAVE,
            (TOTAL_STEPS, LR_END),
            (
                Source(
                    "PyTorch, torch.optim.lr_scheduler.CosineAnnealingLR",
                    "the class, written as a recursion",
                    "https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.CosineAnnealingLR.html",
                ),
            ),
            Relation("different", "from step T + 2 on, where it rises again"),
        ),
    ),
)


def _leg(start: Expr, end: Expr, share: Expr) -> Expr:
    """From one rate to another along half a wave."""
    return end + (start - end) * (1 + CosPi(share)) / 2


_LOWEST, _TOP = lr / start_divisor, rise_share * total_steps - 1

ONE_CYCLE = Schedule(
    name="one-cycle",
    title="One cycle",
    summary="The learning rate rises to its peak and falls far below where it began, each as half a wave of the cosine.",
    ways=(
        Way(
            "two-phases",
            "The peak is step φ·T, the end step T",
            Where(
                _TOP,
                t - 1,
                _leg(_LOWEST, lr, (t - 1) / _TOP),
                _leg(lr, _LOWEST / end_divisor, (t - 1 - _TOP) / (total_steps - 1 - _TOP)),
            ),
            (TOTAL_STEPS, RISE_SHARE, START_DIVISOR, END_DIVISOR),
            (
                Source(
                    "PyTorch, torch.optim.lr_scheduler.OneCycleLR",
                    "the class, in two phases of cosines, for T steps",
                    "https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.OneCycleLR.html",
                ),
                Source(
                    "Smith & Topin 2017, Super-Convergence: Very Fast Training of Neural Networks Using Large Learning Rates",
                    "the 1cycle policy, with lines for cosines",
                    "https://arxiv.org/abs/1708.07120",
                ),
            ),
        ),
    ),
    aliases=("onecycle", "1cycle"),
)
