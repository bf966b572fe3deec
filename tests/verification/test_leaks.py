"""Nothing leaks out of a symbol: what reads its number other than by a comparison makes the trace opaque, for good."""

import copy
import logging
import math
import pickle
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import numpy as np
import pytest
from sympy import Rational, Symbol

from optproof.verification.symbolic.array import SymbolicArray
from optproof.verification.symbolic.patches import tracing
from optproof.verification.symbolic.record import OpaqueError, recording
from optproof.verification.symbolic.scalar import Scalar, SymbolicFloat

x = Scalar(Symbol("x", real=True), 0.75)
FLOAT = SymbolicFloat(Symbol("x", real=True), 0.75)
COUNT = Scalar(Symbol("n", integer=True), 300)
ARRAY = np.array([x, x], object).view(SymbolicArray)

READINGS: list[Callable[[Any], object]] = [
    hash, lambda n: n in {1, 2}, lambda n: {0.75: 1}.get(n), lambda n: {n}, str, repr, lambda n: f"{n}", lambda n: f"{n:.3f}", "{}".format,
    lambda n: "%s" % n,  # noqa: UP031
   float, int, complex, round, lambda n: round(n, 2), math.floor, math.ceil, math.trunc, range, pickle.dumps,
    lambda n: [1, 2][n], lambda n: n // 2, lambda n: n % 2, lambda n: divmod(n, 2), lambda n: divmod(2, n),
]  # fmt: skip


@pytest.mark.parametrize("number", range(len(READINGS)))
@pytest.mark.parametrize("symbol", [x, FLOAT], ids=["number", "float"])
def test_a_reading_is_remembered(symbol: Scalar, number: int) -> None:
    """Each raises; and where somebody swallows that, the trace is opaque all the same."""
    with recording() as record:
        with suppress(TypeError, ValueError):
            READINGS[number](symbol)
        assert record.leaks
        with pytest.raises(OpaqueError):
            record.insist()


def test_c_code_is_not_let_at_the_float_within() -> None:
    """What `math` makes of a symbol is known, or opaque: its C code would read the NaN behind a float."""
    with tracing(()) as record:
        for read in (math.sin, math.log10, lambda n: math.isclose(n, 0.001), lambda n: math.fsum([n])):
            with pytest.raises(OpaqueError):
                read(FLOAT)
        assert math.isclose(0.5, 0.5, rel_tol=1e-9)
        assert len(record.leaks) == 4


@pytest.mark.parametrize(
    "read", [str, repr, "{}".format, lambda a: a.tobytes(), lambda a: a.data, pickle.dumps, lambda a: a.dumps()]
)
def test_an_array_is_read_by_its_numbers_alone(read: Callable[[Any], object]) -> None:
    """Its text, its bytes and its pickle are as opaque as those of a number."""
    with recording() as record, pytest.raises(OpaqueError):
        read(ARRAY)
    assert record.leaks


def test_no_method_of_float_goes_round() -> None:
    """Whatever Python knows of a float is answered by the symbol; otherwise it would read the NaN that is in it."""
    told = {"__new__", "__getattribute__", "__doc__", "fromhex", "__getformat__"}
    assert {name for name in vars(float) if name not in told and name not in vars(Scalar)} == set()


def test_copies_keep_the_symbol() -> None:
    """To copy state is ordinary, and loses nothing."""
    with recording() as record:
        assert copy.deepcopy({"lr": x})["lr"] is x
        assert copy.deepcopy(ARRAY)[0].expr == copy.copy(ARRAY)[1].expr == ARRAY.tolist()[0].expr == x.expr
        assert ARRAY[:1].item().expr == x.expr
    assert not record.leaks


def test_what_only_people_read_is_no_leak(capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture) -> None:
    """`print` and loggers may tell a number: nothing depends on it.  What is told to a name of one's own may be kept."""
    kept: list[str] = []

    def log(text: str) -> None:
        kept.append(text)

    with recording() as record, caplog.at_level(logging.INFO):
        print(f"lr {x:.2f}", x, FLOAT)
        sys.stdout.write(f"{FLOAT}")
        logging.getLogger("subject").info("lr %s", x)
        logging.info(f"{x}, {ARRAY}")  # noqa: G004, LOG015
        assert x.value, f"{x}"
    assert not record.leaks
    assert capsys.readouterr().out.replace("\n", "") == "lr 0.75 0.75 0.750.75" and "lr 0.75" in caplog.text
    with recording() as record, pytest.raises(OpaqueError):
        log(f"{x}")
    with recording() as record, pytest.raises(OpaqueError):
        print("many" if str(x).endswith("5") else "few")
    assert record.leaks


def test_the_text_of_an_error_may_be_caught() -> None:
    """An error keeps the words that its author chose; the trace is opaque in case that he catches it."""
    with recording() as record:
        with pytest.raises(ValueError, match=r"lr is 0\.75"):
            raise ValueError(f"lr is {x}")
        assert record.leaks


def test_whole_numbers_are_their_own_roundings() -> None:
    """int(t), round(t) and floor(t) of a counter are t, for every t; of known numbers they are numbers."""
    with recording() as record:
        assert round(COUNT) is COUNT and math.floor(COUNT) is COUNT
        assert math.floor(Scalar(Rational(5, 2), 2.5)) == 2 and int(Scalar(Rational(5, 2), 2.5)) == 2
    assert not record.leaks


KINDS = """
def kind(n):
    return "int" if isinstance(n, int) else "float" if isinstance(n, (float, list)) else "other"

def whole(n):
    return int(n)
"""


def test_a_letter_is_of_the_kind_of_what_it_stands_for() -> None:
    """In the subject's module a counter is an int, a hyperparameter a float, and int() of a counter the counter."""
    module: Any = type(sys)("kinds_of_numbers")
    exec(KINDS, vars(module))
    sys.modules[module.__name__] = module
    try:
        with tracing([module]):
            assert [module.kind(each) for each in (x, FLOAT, COUNT, 1, 0.5, "")] == [
                "float", "float", "int", "int", "float", "other",
            ]  # fmt: skip
            assert module.whole(COUNT) is COUNT and module.whole("3") == 3
    finally:
        del sys.modules[module.__name__]
