"""Try to deceive the check: `python benchmarks/deceptions.py [--count N] [--seed N] [--jobs N] [--identify] [--keep FOLDER]`.

Right optimizers get a behaviour behind a condition that is drawn from a grammar: a wrong one, which must never be PROVED, and in
as many others one without effect, which must never be REFUTED.  Exit status 1 where a verdict is false.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from deceiving.deceptions import deceptions
from deceiving.judging import Judged, judged

from optproof.verification.mutation.command import processes
from optproof.verification.process.progress import bar

VERDICTS = ("proved", "passed", "refuted", "unknown")


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=2000, help="how many wrong ones, and how many right ones")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--examples", type=int, default=1, help="tapes that Hypothesis draws for each dtype")
    parser.add_argument("--identify", action="store_true", help="ask what the wrong ones are, too")
    parser.add_argument("--keep", type=Path, help="a folder for the sources of which the verdict is false")
    given = parser.parse_args()
    asked = [each for right in (False, True) for each in deceptions(given.count, given.seed, right=right)]
    found: list[Judged] = []
    with processes(given.jobs) as pool, bar("deceptions") as tell:
        for each in judged(asked, pool, given.examples, identifying=given.identify):
            found.append(each)
            tell("judging", len(found), len(asked))
            if each.is_false and given.keep is not None:
                _keep(each, given.keep, len(found))
    print("\n".join(table(found)))
    sys.exit(any(each.is_false for each in found))


def _keep(each: Judged, folder: Path, number: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    said = f"# {each.deception.kind}: {each.verdict} {each.identified} as {each.deception.rule}. {each.reason}\n"
    (folder / f"{each.deception.rule}_{number}.py").write_text(said + each.deception.source, encoding="utf-8")


def table(found: Sequence[Judged]) -> Iterable[str]:
    """A row for each kind of condition: what was said of the wrong ones, and of the right ones."""
    wrong = [each for each in found if not each.deception.right]
    right = [each for each in found if each.deception.right]
    yield f"| kind | wrong: {' | '.join(VERDICTS)} | identified by proof, by runs | right: {' | '.join(VERDICTS)} |"
    yield "|---" * (2 + 2 * len(VERDICTS)) + "|"
    for kind in [*sorted({each.deception.kind for each in found}), "all"]:
        yield f"| {kind} | {_row(wrong, kind, ask=True)} | {_row(right, kind)} |"


def _row(found: Sequence[Judged], kind: str, *, ask: bool = False) -> str:
    those = [each for each in found if kind in ("all", each.deception.kind)]
    verdicts = Counter(each.verdict for each in those)
    said = Counter(each.identified for each in those)
    identified = [f"{said['proved']}, {said['passed']}"] if ask else []
    return " | ".join([*(str(verdicts[each]) for each in VERDICTS), *identified])


if __name__ == "__main__":
    main()
