"""Schedules by which the learning rate rises or falls along a line, or a power, for some steps."""

from ..choices import Where
from ..rule import Relation, Source
from ..symbols import lr, t
from .numbers import (
    FALL_STEPS,
    LAST_SHARE,
    LR_END,
    POWER,
    STABLE_STEPS,
    START_SHARE,
    TOTAL_STEPS,
    WARMUP_STEPS,
    fall_steps,
    last_share,
    lr_end,
    power,
    stable_steps,
    start_share,
    total_steps,
    warmup_steps,
)
from .schedule import Schedule, Way

GOYAL = Source(
    "Goyal et al. 2017, Accurate, Large Minibatch SGD: Training ImageNet in 1 Hour",
    "§2.2",
    "https://arxiv.org/abs/1706.02677",
)
OPTAX = "https://optax.readthedocs.io/en/latest/api/optimizer_schedules.html"
LEFT = 1 - (t - 1) / total_steps
"""The share of the steps that is left."""

WARMUP = Schedule(
    name="warmup",
    title="Linear warm-up",
    summary="The learning rate rises to its value in the first W steps.",
    ways=(
        Way(
            "from-one",
            "The first step has lr/W, and the Wth is the first at lr",
            lr * Where(warmup_steps, t, t / warmup_steps, 1),
            (WARMUP_STEPS,),
            (GOYAL,),
        ),
        Way(
            "from-zero",
            "The first step has lr = 0, and the one after the Wth is the first at lr",
            lr * Where(warmup_steps, t - 1, (t - 1) / warmup_steps, 1),
            (WARMUP_STEPS,),
            (Source("optax, linear_schedule", "from an init_value of 0", OPTAX),),
            Relation("different", "by one step: its first moves nothing"),
        ),
    ),
)

LINEAR = Schedule(
    name="linear",
    title="Linear decay",
    summary="The learning rate falls to f along a line, in T steps, and stays there.",
    ways=(
        Way(
            "clamped",
            "To f in T steps",
            Where(total_steps, t - 1, lr + (lr_end - lr) * (t - 1) / total_steps, lr_end),
            (TOTAL_STEPS, LR_END),
            (Source("optax, linear_schedule", "the function", OPTAX),),
            also=(Where(total_steps, t - 1, (lr - lr_end) * LEFT + lr_end, lr_end),),
        ),
        Way(
            "shares",
            "From α₀·lr to α₁·lr in T steps, up or down",
            lr
            * Where(total_steps, t - 1, start_share + (last_share - start_share) * (t - 1) / total_steps, last_share),
            (TOTAL_STEPS, START_SHARE, LAST_SHARE),
            (
                Source(
                    "PyTorch, torch.optim.lr_scheduler.LinearLR",
                    "the class, written as a recursion, which starts at a third of lr by default",
                    "https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.LinearLR.html",
                ),
            ),
            Relation("equal when", "α₀ = 1 and f = α₁·lr"),
        ),
    ),
)

WSD = Schedule(
    name="wsd",
    title="Warm-up, stable, decay",
    summary="The learning rate rises in W steps, stays for S, and falls to f in the D that are left.",
    ways=(
        Way(
            "from-one",
            "The first step has lr/W, and the fall is a line",
            Where(
                warmup_steps,
                t,
                lr * t / warmup_steps,
                Where(
                    warmup_steps + stable_steps + 1,
                    t,
                    lr,
                    Where(
                        warmup_steps + stable_steps + fall_steps,
                        t - 1,
                        lr + (lr_end - lr) * (t - 1 - warmup_steps - stable_steps) / fall_steps,
                        lr_end,
                    ),
                ),
            ),
            (WARMUP_STEPS, STABLE_STEPS, FALL_STEPS, LR_END),
            (
                Source(
                    "Hu et al. 2024, MiniCPM: Unveiling the Potential of Small Language Models",
                    "the Warmup-Stable-Decay schedule, whose fall may have any shape",
                    "https://arxiv.org/abs/2404.06395",
                ),
            ),
        ),
    ),
)

POLYNOMIAL = Schedule(
    name="polynomial",
    title="Polynomial decay",
    summary="The learning rate falls to f with a power of the steps that are left, in T steps, and stays there.",
    ways=(
        Way(
            "clamped",
            "To f in T steps",
            Where(total_steps, t - 1, (lr - lr_end) * LEFT**power + lr_end, lr_end),
            (TOTAL_STEPS, LR_END, POWER),
            (
                Source("optax, polynomial_schedule", "the function", OPTAX),
                Source(
                    "Keras, PolynomialDecay",
                    "the class",
                    "https://keras.io/api/optimizers/learning_rate_schedules/polynomial_decay/",
                ),
            ),
        ),
    ),
)
