"""What a shell may offer after what was typed: rules with their parts, forms, targets, and what can be explained.

Typer hands over what was given before, and leaves out what does not begin as it should.
"""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import typer

Offer = tuple[str, str]
"""What may stand there, and what it is."""

MOST = 40
"""Files of a folder that are looked into."""

SUFFIXES = (".py", ".ipynb")


def rules(incomplete: str) -> Iterator[Offer]:
    """Rules; after a + the parts that go with what stands before it."""
    from ...reference.library import NAMED, UnknownNameError, find_rule
    from ...reference.parts import parts_of

    before, plus, _ = incomplete.rpartition("+")
    if not plus:
        yield from ((each.name, each.title) for each in NAMED)
        return
    with suppress(UnknownNameError):
        rule = find_rule(before)
        for part in parts_of(rule.without or rule):
            with suppress(UnknownNameError):
                if part.name not in rule.parts:
                    find_rule(f"{before}+{part.name}")
                    yield f"{before}+{part.name}", part.title


def forms(ctx: typer.Context) -> Iterator[Offer]:
    """The forms of the rule that was named."""
    from ...reference.library import UnknownNameError, find_rule

    with suppress(UnknownNameError):
        rule = find_rule(str(ctx.params.get("rule") or next(iter(_words(ctx)), "")))
        yield from ((each.name, each.title) for each in rule.forms)


def targets(ctx: typer.Context, incomplete: str) -> Iterator[Offer]:
    """The optimizers of the files that begin so; for bash, to which a colon ends a word, those of the file before it."""
    from ..subjects.place import optimizers_in

    place, colon, _ = incomplete.rpartition(":")
    match _words(ctx)[-2:]:
        case [file, ":"] if not colon and file.endswith(SUFFIXES):
            yield from ((name, "") for name in optimizers_in(Path(file)))
            return
        case _:
            pass
    begun = Path(place if colon else incomplete or ".")
    folder = begun if incomplete.endswith("/") or not incomplete else begun.parent
    prefix = folder.as_posix() + "/" if "/" in incomplete else ""
    with suppress(OSError):
        files = sorted(each for each in folder.iterdir() if each.name.endswith(SUFFIXES))
        for each in [each for each in files if f"{prefix}{each.name}".startswith(place or incomplete)][:MOST]:
            yield from ((f"{prefix}{each.name}:{name}", "") for name in optimizers_in(each))


def _words(ctx: typer.Context) -> list[str]:
    """The arguments that were given before."""
    given: list[Any] = [*ctx.params.values(), *ctx.args]
    return [
        word for each in given for word in (each if isinstance(each, list | tuple) else [each]) if isinstance(word, str)
    ]


def topics(incomplete: str) -> Iterator[Offer]:
    """What `explain` knows."""
    from ...reference.derivations import DERIVATIONS
    from ..checks.table import CHECKS

    yield from rules(incomplete)
    yield from mistakes()
    yield from ((each.id, "") for each in (*DERIVATIONS, *CHECKS))


def mistakes() -> Iterator[Offer]:
    """The catalogue."""
    from ...reference.mistakes import MISTAKES

    yield from ((each.id, each.title) for each in MISTAKES)
