"""Hold honest evaluations to the bound: `python benchmarks/soundness.py [--trajectories N] [--seed N] [--json]`.

Half of the trajectories are exact operations rounded one by one in an order that is drawn, half are the classes of
optproof.implementations.  None may use more than the whole bound.
"""

import argparse
import json
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from optproof.reference.formats import FORMATS, Format
from optproof.reference.library import RULES, find_form, find_rule
from tests.reference.scores import Score, class_score, rounding_score
from tests.shipped import SHIPPED

ELEMENTS = 2000
FORMS = [form for rule in RULES for form in rule.forms]


@dataclass(frozen=True)
class Row:
    """What one dtype came to."""

    dtype: str
    trajectories: int
    numbers: int
    overflow: float
    zero: float
    worst: float


def row(made: Format, trajectories: int, seed: int) -> Row:
    """So many trajectories or a few more, shared among all forms and classes; every tape has a seed of its own."""
    whole = Score()
    tapes = -(-trajectories // (ELEMENTS * (len(FORMS) + len(SHIPPED))))
    for k in range(tapes):
        for place, form in enumerate(FORMS):
            whole.add(rounding_score(form, made, seed + k * len(FORMS) + place, ELEMENTS))
        for place, (name, (rule, form)) in enumerate(SHIPPED.items()):
            score = class_score(name, find_form(find_rule(rule), form), made, seed + k * len(SHIPPED) + place, ELEMENTS)
            whole.add(score)
    numbers = whole.judged + whole.unbounded
    zero = whole.unbounded - whole.overflowing
    return Row(made.name, whole.trajectories, numbers, whole.overflowing / numbers, zero / numbers, whole.worst)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trajectories", type=int, default=2_500_000, help="how many for each dtype")
    parser.add_argument("--seed", type=int, default=10**6, help="the first seed; the tests use smaller ones")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    chosen = parser.parse_args()
    if not chosen.json:
        print("| dtype | trajectories | θs | may overflow | may divide by zero | worst share of the bound |")
        print("|---|---|---|---|---|---|")
    exceeded = False
    for made in FORMATS:
        found = row(made, chosen.trajectories, chosen.seed)
        exceeded |= found.worst > 1
        if chosen.json:
            print(json.dumps(asdict(found)), flush=True)
        else:
            print(
                f"| {found.dtype} | {found.trajectories:,} | {found.numbers:,} | {found.overflow:.1%} | {found.zero:.1%} "
                f"| {found.worst:.4f} |",
                flush=True,
            )
    if exceeded:
        raise SystemExit("An honest evaluation exceeds the bound: the bound is wrong.")


if __name__ == "__main__":
    main()
