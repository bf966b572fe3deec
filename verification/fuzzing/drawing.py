"""What Hypothesis draws follows from the seed, and from nothing else."""

from functools import cache

from hypothesis import Phase, __version__, given, seed, settings, strategies
from hypothesis.internal.conjecture import providers

PATCHED = ("_get_local_constants", "Constants", "CONSTANTS_CACHE")
"""What of Hypothesis is used here, though it is private: it offers no setting for this."""


class UnknownHypothesisError(Exception):
    """Hypothesis is not as it was when this was written, so that one seed could give two verdicts."""


def draw_from_the_seed_alone() -> None:
    """Keep Hypothesis in this process from drawing numbers that it reads in the sources of whatever modules are loaded.

    It has read them before, too, and keeps them in a folder `.hypothesis` wherever the user is.
    """
    names = vars(providers)
    gone = [name for name in PATCHED if name not in names]
    if gone:
        raise UnknownHypothesisError(
            f"Hypothesis {__version__} has no {' and no '.join(gone)} in {providers.__name__} any more, by which optproof "
            "keeps it from drawing numbers out of the user's sources. Install an older one, and report this."
        )
    none = names["Constants"]()
    setattr(providers, "_get_local_constants", lambda: none)  # noqa: B010 - pyright knows that it is private
    names["CONSTANTS_CACHE"].cache.clear()
    _begin()


@cache
def _begin() -> None:
    """Draw once, for Hypothesis collects all garbage at first: before a target has brought in its library, there is little."""

    @seed(0)  # without one, Hypothesis takes numbers that nobody has given
    @settings(max_examples=1, database=None, deadline=None, phases=(Phase.generate,))
    @given(strategies.just(0))
    def draw(_: int) -> None:
        pass

    draw()
