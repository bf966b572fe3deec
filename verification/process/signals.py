"""Signals that ask a process to end are heard as Ctrl-C is, for as long as a command runs."""

import signal
from collections.abc import Generator
from contextlib import contextmanager
from typing import NoReturn

STOPS = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))


def stop_as_for_ctrl_c() -> None:
    """When told to end, or when the terminal is closed, leave no process of a target's behind."""
    for number in STOPS:
        if signal.getsignal(number) == signal.SIG_DFL:
            signal.signal(number, _stop)


def hold() -> set[signal.Signals]:
    """Let what asks to end wait, so that no fork hears of it where it would go on as its parent; what waited before."""
    return {signal.Signals(each) for each in signal.pthread_sigmask(signal.SIG_BLOCK, (*STOPS, signal.SIGINT))}


def release(before: set[signal.Signals]) -> None:
    """Let no more wait than waited before."""
    signal.pthread_sigmask(signal.SIG_SETMASK, before)


def stop_in_a_fork(before: set[signal.Signals]) -> None:
    """The same as for Ctrl-C, whatever the parent does when it is told to end, from now on: what came meanwhile, too."""
    for number in (*STOPS, signal.SIGINT):
        if signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, _stop)
    release(before)


def _stop(_number: int, _frame: object) -> NoReturn:
    raise KeyboardInterrupt


@contextmanager
def left_as_they_were() -> Generator[None]:
    """After the block, the process that ran it ends by these signals as it did before."""
    before = {number: signal.getsignal(number) for number in STOPS}
    try:
        yield
    finally:
        for number, handler in before.items():
            if signal.getsignal(number) is not handler:
                signal.signal(number, handler)
