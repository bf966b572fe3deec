"""What is computed of sizes, places and names, where no branch asks for them, is never proved."""

from pathlib import Path

import pytest

from optproof.verification.questions.cross_examination import context_of
from optproof.verification.questions.identify import Asked, identity
from optproof.verification.questions.ways import computed_with

from .asking import FEW, SUBJECTS, algebra, ask

FILE = f"{SUBJECTS / 'computed'}.py"

WRONG = {
    "WrongSize": "`p.size`",
    "WrongPower": "`len(p.ravel())`",
    "WrongDimensions": "`p.ndim`",
    "WrongOnes": "`np.ones_like(p).sum()`",
    "WrongElement": "`p.shape`",
    "WrongSlice": "`flat[10 ** 7:]`",
    "WrongLogarithm": "`p.size`",
    "WrongLength": "what a parameter is called",
    "WrongTable": "what a parameter is called",
    "WrongText": "what a parameter is called",
    "WrongTruth": "what a parameter is called",
    "WrongOrder": "what a parameter is called",
    "WrongPlace": "`enumerate(zip(self.params, grads))`",
    "WrongNumber": "`len(self.params)`",
    "WrongConstructor": "`enumerate(params)`",
    "WrongCounter": "`i += 1`",
    "WrongCounting": "`zip(itertools.count(), self.params, grads)`",
    "WrongEnd": "`zip(self.params, grads, [self.lr] * 9000)`",
}  # fmt: skip

RIGHT = {"RightChunks": "sgd", "RightElements": "sgd", "RightKeys": "momentum", "RightLists": "adam"}


def read(name: str, rule: str) -> list[str]:
    """What the steps of a subject compute with."""
    evidence = algebra(f"{FILE}:{name}", rule)
    assert evidence.match is not None
    context = context_of(evidence, evidence.match.form)
    return [text for side in computed_with(evidence, context) for text in side.open]


@pytest.mark.parametrize("name", WRONG)
def test_what_a_number_is_computed_of_is_told(name: str) -> None:
    """The formula is the rule's, and what it is computed of besides is found."""
    assert WRONG[name] in read(name, "sgd")


@pytest.mark.parametrize("name", RIGHT)
def test_what_finds_and_cuts_arrays_is_no_number(name: str) -> None:
    """Sizes, places and names that say which numbers are meant change none of them."""
    assert read(name, RIGHT[name]) == []


def test_passed_and_never_proved() -> None:
    """Where no run goes, the verdict tells in which line the code speaks of what; so does `identify`."""
    told = "`self.lr * self.scale(p) * g` at other sizes (line 16, which reads `p.size`)."
    verdict = ask(f"{FILE}:WrongSize", "sgd")
    assert (verdict.verdict, verdict.reason.partition(": ")[2]) == ("passed", told)
    fit = identity(f"{FILE}:WrongSize", Asked(examples=FEW)).fits[0]
    assert (fit.how, fit.note) == ("passed", f"Not followed: {told}")


def test_what_ends_exceptions_is_a_branch() -> None:
    """A `with` that ends an exception hides the side on which there is none."""
    reason = ask(f"{FILE}:WrongSuppression", "sgd").reason
    assert "`with contextlib.suppress(IndexError)` always caught something" in reason


@pytest.mark.parametrize(
    ("name", "number", "other", "told"),
    [
        ("WrongSize", "10**7", "10**6", "in a parameter of 1,000,000 elements"),
        ("WrongPlace", "9000", "300", "of 602 parameters, that of place 301"),
        ("WrongTable", "nobody", "nobody", "a parameter that is called 'classifier.weight'"),
    ],
)
def test_refuted_where_the_code_speaks_of_it(name: str, number: str, other: str, told: str, tmp_path: Path) -> None:
    """At the sizes, numbers and names that stand in the code, it is run."""
    path = tmp_path / "nearer.py"
    path.write_text((SUBJECTS / "computed.py").read_text().replace(number, other))
    verdict = ask(f"{path}:{name}", "sgd")
    assert (verdict.verdict, told in verdict.reason.lower()) == ("refuted", True)
