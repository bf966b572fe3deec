"""Schedules by which the learning rate falls in every step, and for ever."""

from ..hyperparameters import LR_DECAY
from ..rule import Relation, Source
from ..symbols import lr, lr_decay, t
from .numbers import DECAY_STEPS, GAMMA, decay_steps, gamma
from .schedule import Schedule, Way

KERAS = "https://keras.io/api/optimizers/learning_rate_schedules/"
OPTAX = Source(
    "optax, exponential_decay", "the function", "https://optax.readthedocs.io/en/latest/api/optimizer_schedules.html"
)

EVERY_K = Relation("equal when", "k = 1")

EXPONENTIAL = Schedule(
    name="exponential",
    title="Exponential decay",
    summary="The learning rate is multiplied with γ in every step.",
    ways=(
        Way(
            "every-step",
            "By γ in each step",
            lr * gamma ** (t - 1),
            (GAMMA,),
            (
                Source(
                    "PyTorch, torch.optim.lr_scheduler.ExponentialLR",
                    "the class",
                    "https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.ExponentialLR.html",
                ),
            ),
        ),
        Way(
            "decay-steps",
            "By γ in k steps",
            lr * gamma ** ((t - 1) / decay_steps),
            (GAMMA, DECAY_STEPS),
            (Source("Keras, ExponentialDecay", "the class", f"{KERAS}exponential_decay/"), OPTAX),
            EVERY_K,
        ),
    ),
)

INVERSE_TIME = Schedule(
    name="inverse-time",
    title="Inverse time decay",
    summary="The learning rate falls as one over the steps.",
    ways=(
        Way(
            "every-step",
            "By η in each step",
            lr / (1 + lr_decay * (t - 1)),
            (LR_DECAY,),
            (
                Source(
                    "PyTorch, torch.optim.Adagrad",
                    "Algorithm, lr_decay",
                    "https://docs.pytorch.org/docs/stable/generated/torch.optim.Adagrad.html",
                ),
            ),
        ),
        Way(
            "decay-steps",
            "By η in k steps",
            lr / (1 + lr_decay * (t - 1) / decay_steps),
            (LR_DECAY, DECAY_STEPS),
            (Source("Keras, InverseTimeDecay", "the class", f"{KERAS}inverse_time_decay/"),),
            EVERY_K,
        ),
    ),
)
