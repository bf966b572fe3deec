"""What a claim about an optimizer says beside its outcome, in the report of the test that runs now."""

from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar

SECTION = "optproof"
"""The title under which a verdict stands; and where tests without a test file are."""

CAUTION = "optproof caution"
"""The title under which a caution stands; the summary of the terminal lists them."""

Aside = tuple[str, str]
"""Title and text of a section of the report."""

HEARD: ContextVar[list[Aside] | None] = ContextVar("HEARD", default=None)
"""The asides of the test that runs now; None where no plugin of ours listens."""


def aside(title: str, text: str) -> None:
    """Have it in the report of the test that runs now."""
    heard = HEARD.get()
    if heard is not None:
        heard.append((title, text))


@contextmanager
def heard() -> Generator[list[Aside]]:
    """The asides of the block, as they come."""
    asides: list[Aside] = []
    before = HEARD.set(asides)
    try:
        yield asides
    finally:
        HEARD.reset(before)
