"""Checks that a subject's floats stay within the bound of its rule."""

from ..fuzzing.arithmetic import fuzz
from .check import ALGEBRA, Check, Finding
from .stage import Stage


def _within_the_bound(dtype: str) -> Check:
    def finds(stage: Stage) -> Finding | None:
        assert stage.form is not None
        found = fuzz(
            stage.subject, stage.form, stage.setting, stage.lr_paths, stage.seed,
            dtypes=(dtype,), many_steps=stage.many_steps,
        )  # fmt: skip
        stage.tally.add(found.tally)
        if found.raised:
            return Finding(f"on a valid tape, {found.raised}")
        if found.counterexample is None:
            return None
        departure = found.counterexample.departure
        return Finding(
            f"in {dtype} it is {departure.excess:.3g} times the bound away from the rule in step {departure.step}",
            counterexample=found.counterexample,
        )

    return Check(
        f"bound-{dtype}",
        "arithmetic",
        f"In {dtype}, no parameter is further from the rule's exact value than rounding can take it.",
        "A term that is lost or misplaced shows where gradients are tiny, huge or sparse, and nowhere else.",
        "https://github.com/keras-team/keras/issues/9178",
        finds,
        requires=(ALGEBRA,),
    )


ROUNDING = tuple(_within_the_bound(dtype) for dtype in ("float64", "float32"))
