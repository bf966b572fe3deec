"""Several pieces of work at once, each in a process of its own, whose results come in the order of the work."""

import os
import select
from collections.abc import Callable, Generator, Sequence
from typing import Any

from .child import has_threads_of_jax
from .isolation import LOOK
from .job import Job, begun


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def side_by_side(works: Sequence[Callable[[], Any]], jobs: int) -> Generator[Any]:
    """The results of the works, as soon as those before are there; where processes cannot be forked, one after the other.

    Raises `LostError` where a process ends without a result.  Whoever leaves early ends them all.
    """
    if jobs < 2 or len(works) < 2 or not hasattr(os, "fork") or has_threads_of_jax():
        yield from (work() for work in works)
        return
    waiting, running, made = list(enumerate(works)), dict[int, Job](), dict[int, Any]()
    try:
        for place in range(len(works)):
            while place not in made:
                while waiting and len(running) < jobs:
                    number, work = waiting.pop(0)
                    running[number] = begun(
                        lambda send, work=work: send(work()),
                        [each.receiver.descriptor for each in running.values()],
                    )
                for number in _ready(running):
                    message = running[number].receive()
                    if message is not None:
                        (made[number],) = message
                        running.pop(number).end()
            yield made.pop(place)
    finally:
        for each in running.values():
            each.end()


def _ready(running: dict[int, Job]) -> list[int]:
    """The jobs that have something to say, if any has within a moment."""
    by_descriptor = {each.receiver.descriptor: number for number, each in running.items()}
    return [by_descriptor[each] for each in select.select([*by_descriptor], [], [], LOOK)[0]]
