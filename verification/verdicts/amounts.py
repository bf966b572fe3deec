"""How much was really tried, in words."""

from ..english import counted, listed
from .paths import Paths
from .verdict import Algebra, Arithmetic, Conduct


def tried(part: Algebra | Arithmetic | Conduct) -> str:
    """How much was really tried."""
    if isinstance(part, Algebra):
        return _tried_algebra(part)
    made = [each for each in part.checks if each.outcome != "skipped"]
    if not made:
        return "No check was made."
    if not part.steps:
        return f"{counted(len(made), 'check')}, of which none came to a step."
    amounts = ", ".join(
        counted(*each) for each in ((part.tapes, "tape"), (part.steps, "step"), (part.scalars, "scalar"))
    )
    worst = f"; at worst {part.worst:g} of the bound" if isinstance(part, Arithmetic) and part.worst else ""
    return f"{counted(len(made), 'check')}: {amounts} in {listed(part.dtypes)}{worst}."


def _tried_algebra(part: Algebra) -> str:
    branches = (
        f" {counted(part.branches, 'branch')} of the code {'depends' if part.branches == 1 else 'depend'} on a number."
    )
    seen = f"{branches if part.branches else ''}{_tried_paths(part.paths)}"
    if part.verdict in ("proved", "passed"):
        rate = "and every lr, which may change" if part.lr == "changing" else "at a constant lr"
        provers = "the formulas are identical" if part.provers == ("identical",) else f"by {listed(part.provers)}"
        holds = "For" if part.verdict == "proved" else "Holds for"
        return f"{holds} {part.scope} {rate}; {provers}.{seen}"
    if part.verdict == "refuted":
        return (
            f"Shown at an {listed(part.provers)} of {part.scope}.{seen}"
            if part.provers == ("exact point",)
            else seen.strip()
        )
    return seen.strip()


def _tried_paths(paths: Paths) -> str:
    """How many sides of its branches ran; nothing where it has none, or nobody measured."""
    missing = len(paths.explained) + len(paths.open)
    if not paths.ran and not missing:
        return ""
    ran = f" {counted(paths.ran, 'side')} of its branches ran"
    rest = [
        f"{len(paths.explained)} cannot" if paths.explained else "",
        f"{len(paths.open)} never did" if paths.open else "",
    ]
    return f"{', '.join(filter(None, (ran, *rest)))}."
