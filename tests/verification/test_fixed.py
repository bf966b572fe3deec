"""A step that is made for so many parameters is judged for each of them, and by what it takes them apart into."""

from pathlib import Path

import pytest

from optproof.verification.questions.diff import difference
from optproof.verification.questions.identify import Asked, identity
from optproof.verification.subjects.fixed import Fixed, fixed

from .asking import SUBJECTS, ask, asked_briefly

RIGHT = f"{SUBJECTS / 'public_styles' / 'fixed'}.py:sgd_of_two_layers"

WRONG = """
class SGDOfTwo:
    def __init__(self, lr=0.01):
        self.lr = lr

    def update(self, params, grads):
        params["W1"] -= self.lr * grads["W1"]
        params["b1"] -= self.lr * grads["b1"]
        {line}
        {last}
"""

LAST = 'params["b2"] -= self.lr * grads["b2"]'

LINES = {
    "another sign": ('params["W2"] += self.lr * grads["W2"]', LAST),
    "another's gradient": ('params["W2"] -= self.lr * grads["W1"]', LAST),
    "another sign of the last": ('params["W2"] -= self.lr * grads["W2"]', LAST.replace("-=", "+=")),
}


def wrong(kind: str, folder: Path) -> str:
    line, last = LINES[kind]
    file = folder / "wrong.py"
    file.write_text(WRONG.format(line=line, last=last))
    return f"{file}:SGDOfTwo"


@pytest.mark.parametrize("kind", LINES)
def test_each_parameter_is_judged(kind: str, tmp_path: Path) -> None:
    """What is wrong with the third or the fourth alone is refuted."""
    assert asked_briefly(wrong(kind, tmp_path), "sgd").verdict == "refuted"


def test_each_parameter_tells_what_it_is(tmp_path: Path) -> None:
    """It is no published form, and differs from what is right."""
    target = wrong("another sign of the last", tmp_path)
    assert identity(target, Asked(examples=2)).answer == "unknown"
    assert difference(RIGHT, target, Asked(examples=2)).answer == "different"


def test_what_is_right_is_proved() -> None:
    """It is, in all its places, and the same as another that takes its parameters otherwise."""
    other = f"{SUBJECTS / 'public_styles' / 'fixed'}.py:sgd_of_pair"
    assert ask(RIGHT, "sgd").verdict == "proved"
    assert difference(RIGHT, other, Asked(examples=2)).answer == "same"


def by_pairs(params, grads):
    (a, b), (c, d) = params
    return a, b, c, d


def by_words(params, grads):
    for key in ("W", "b"):
        params[key] = params[key] - grads["d" + key]
    return params


def by_numbers(params, grads):
    return params[0] - grads[0], params[1] - grads[1]


def of_any(params, grads):
    first = params[0]
    return [p - g for p, g in zip(params, grads, strict=True)], first


def with_the_rest(params, grads):
    first, *rest = params
    return first, rest


@pytest.mark.parametrize(
    ("step", "found"),
    [
        (by_pairs, Fixed(4, "tuples")),
        (by_words, Fixed(2, "dict", ("W", "b"), "d")),
        (by_numbers, Fixed(2, "list")),
        (of_any, None),
        (with_the_rest, None),
    ],
)
def test_into_what_it_is_taken_apart(step: object, found: Fixed | None) -> None:
    """How many parameters a step is made for is read in its text."""
    assert fixed(step, ["params"], ["grads"]) == found
