"""Make docs/library-mistakes.md and .json: `python benchmarks/library_mistakes.py [--jobs N] [--kept FILE]`.

Exit status 1 where a mistake is not refuted, or a change that is none is.
"""

import argparse
import json
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from pathlib import Path

from libraries import in_keras, in_optax, in_torch
from libraries.changes import Change, Original
from libraries.judging import Outcome, document, judged, outcome_of, row, written
from libraries.page import page

DOCS = Path(__file__).parents[1] / "docs"

CHANGES = (*in_torch.CHANGES, *in_optax.CHANGES, *in_keras.CHANGES)


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--kept", type=Path, help="what is found is kept here, and what is there is not found again")
    given = parser.parse_args()
    known = {} if given.kept is None or not given.kept.is_file() else _kept(given.kept)
    originals = [*dict.fromkeys(each.original for each in CHANGES)]

    def found(item: Original | Change) -> Outcome:
        label = str(item) if isinstance(item, Original) else item.label
        if label not in known:
            original, change = (item, None) if isinstance(item, Original) else (item.original, item)
            known[label] = judged(original, change)
            print(f"{label}: {known[label].verdict} {' '.join(known[label].named)} {known[label].line}", flush=True)
            if given.kept is not None:
                with given.kept.open("a", encoding="utf-8") as file:
                    file.write(f"{written(label, known[label])}\n")
        return known[label]

    with ThreadPoolExecutor(given.jobs) as pool:
        controls = dict(zip(originals, pool.map(found, originals), strict=True))
        outcomes = [*pool.map(found, CHANGES)]
    rows = [row(each, outcome, controls[each.original]) for each, outcome in zip(CHANGES, outcomes, strict=True)]
    copies = [(str(each), outcome) for each, outcome in controls.items()]
    versions = ", ".join(f"{name} {version(name)}" for name in ("torch", "optax", "jax", "keras"))
    (DOCS / "library-mistakes.json").write_text(document(rows, copies, versions), encoding="utf-8")
    (DOCS / "library-mistakes.md").write_text(page(rows, copies, versions), encoding="utf-8")
    sys.exit(not all(each.spared if each.change.equal else each.refuted for each in rows))


def _kept(file: Path) -> dict[str, Outcome]:
    rows = map(json.loads, file.read_text(encoding="utf-8").splitlines())
    return {each["label"]: outcome_of(each) for each in rows}


if __name__ == "__main__":
    main()
