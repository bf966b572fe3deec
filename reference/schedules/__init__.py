"""Schedules of the learning rate: rules of t alone.

A schedule is a rule by itself, gradient descent by the rate that it says.  To add one, write its `Schedule` beside those of its
theme, and put it into `SCHEDULES`.
"""

from .cosine import COSINE
from .decays import EXPONENTIAL, INVERSE_TIME
from .lines import LINEAR, POLYNOMIAL, WARMUP
from .schedule import Schedule, Way, is_schedule

SCHEDULES: tuple[Schedule, ...] = (EXPONENTIAL, INVERSE_TIME, WARMUP, LINEAR, POLYNOMIAL, COSINE)

__all__ = ["SCHEDULES", "Schedule", "Way", "is_schedule"]
