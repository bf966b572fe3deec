"""Schedules of the learning rate: rules of t alone.

A schedule is a rule by itself, gradient descent by the rate that it says.  To add one, write its `Schedule` beside those of its
theme, and put it into `SCHEDULES`.
"""

from .cosine import COSINE, ONE_CYCLE
from .decays import EXPONENTIAL, INVERSE_TIME
from .lines import LINEAR, POLYNOMIAL, WARMUP, WSD
from .schedule import Schedule, Way, is_schedule

SCHEDULES: tuple[Schedule, ...] = (EXPONENTIAL, INVERSE_TIME, WARMUP, LINEAR, POLYNOMIAL, COSINE, WSD, ONE_CYCLE)

__all__ = ["SCHEDULES", "Schedule", "Way", "is_schedule"]
