"""What a verdict was found with."""

import platform
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, packages_distributions, version

OURS = {"optproof": "optproof", "NumPy": "numpy", "SymPy": "sympy", "z3": "z3-solver", "Hypothesis": "hypothesis"}
"""Name → the distribution that has it."""


def versions(targets: Iterable[str]) -> dict[str, str]:
    """Name → version: of optproof and what it stands on, and of the distributions that targets come from."""
    theirs = {
        place.partition(".")[0]
        for place, _, _ in (each.rpartition(":") for each in targets)
        if not place.endswith(".py")
    }
    owners = packages_distributions() if theirs - {""} else {}
    known = {**OURS, **{each: each for name in sorted(theirs) for each in owners.get(name, ())}}
    found = {name: _version(distribution) for name, distribution in known.items()}
    return {
        "optproof": found.pop("optproof"),
        "Python": platform.python_version(),
        **{k: v for k, v in found.items() if v},
    }


def _version(distribution: str) -> str:
    try:
        return version(distribution)
    except PackageNotFoundError:
        return ""
