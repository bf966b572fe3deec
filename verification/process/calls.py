"""Who is called meanwhile, as a profiler hears it; the user's own profiler goes on afterwards."""

import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from types import FrameType
from typing import Any


@contextmanager
def calls_heard_by(listener: Callable[[FrameType, str, Any], object]) -> Generator[None]:
    """Tell the listener of every call that the block makes, as `sys.setprofile` does."""
    before: Any = sys.getprofile()
    sys.setprofile(listener)
    try:
        yield
    finally:
        profile_by(before)


def profile_by(profiler: Any) -> None:
    """Let the profiler that `sys.getprofile` gave listen again, if there was one."""
    # cProfile's is no function, and begins again only by itself.
    sys.setprofile(profiler if callable(profiler) else None)
    if profiler is not None and not callable(profiler):
        profiler.enable()
