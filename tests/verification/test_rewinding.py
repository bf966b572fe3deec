"""Every run finds the module as it was loaded, and a trace keeps the functions that it has put into it."""

import sys
import textwrap
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from optproof.verification.subjects.module_state import LARGEST, rewinder
from optproof.verification.symbolic.array import SymbolicArray
from optproof.verification.symbolic.patches import tracing
from optproof.verification.symbolic.record import OpaqueError
from optproof.verification.symbolic.scalar import lift


def module(source: str) -> Any:
    made = ModuleType("rewound")
    exec(compile(textwrap.dedent(source), "rewound", "exec"), vars(made))
    return made


KEEPERS = {
    "a class attribute": "class Sgd: t = 0\ndef step(): Sgd.t += 1; return Sgd.t",
    "a new attribute of a class": "class Sgd: pass\ndef step(): Sgd.t = getattr(Sgd, 't', 0) + 1; return Sgd.t",
    "an attribute that goes": "class Sgd: t = 1\ndef step(): t = Sgd.t; del Sgd.t; return t",
    "a collection of a class": "class Sgd: v = {}\ndef step(): Sgd.v[len(Sgd.v)] = 0; return len(Sgd.v)",
    "a default argument": "def step(seen=[]): seen.append(0); return len(seen)",
    "a default argument by name": "def step(*, seen={}): seen[len(seen)] = 0; return len(seen)",
    "a default argument of a method": "class Sgd:\n def step(self, seen=[]): seen.append(0); return len(seen)\n"
    "def step(): return Sgd().step()",
    "an attribute of a function": "def step(): step.t = getattr(step, 't', 0) + 1; return step.t",
    "a global number": "t = 0\ndef step():\n global t\n t += 1\n return t",
    "a new global": "def step():\n globals()['t'] = globals().get('t', 0) + 1\n return t",
    "a global that becomes a function": "t = 0\ndef step():\n global t\n t = 1 if t == 0 else len\n return t\nstep()",
    "an array": "import numpy as np\nv = np.zeros(2)\ndef step():\n v[...] += 1\n return v.tolist()",
    "a 0-d array": "import numpy as np\nv = np.zeros(())\ndef step():\n v[...] += 1\n return v.tolist()",
    "a set": "seen = {1}\ndef step():\n seen.add(len(seen) + 1)\n return len(seen)",
    "what lies deep": "state = {'W': [{'m': [0]}]}\ndef step(): state['W'][0]['m'][0] += 1; return state['W'][0]['m'][0]",
    "what holds itself": "state = {'t': 0}\nstate['self'] = state\ndef step(): state['t'] += 1; return state['self']['t']",
}


@pytest.mark.parametrize("source", KEEPERS.values(), ids=KEEPERS)
def test_what_is_kept_is_put_back(source: str) -> None:
    """After rewinding, the same step gives the same again, as often as one likes."""
    made = module(source)
    rewind = rewinder(made)
    first = made.step()
    for _ in range(2):
        rewind()
        assert made.step() == first


def test_an_object_that_makes_up_its_attributes() -> None:
    """It is no function with a closure or a cache, whatever it answers, and nothing of it is called."""
    rewind = rewinder(module("class Late:\n def __getattr__(self, name): return lambda: 1 / 0\nlate = Late()"))
    rewind()


def test_the_very_object_is_put_back() -> None:
    """A list that a module has under two names is one list after rewinding too."""
    made = module("a = [1]\nb = a\ndef step():\n global a\n a.append(2)\n a = [3]")
    rewind = rewinder(made)
    made.step()
    rewind()
    assert made.a is made.b
    assert made.b == [1]


@pytest.mark.parametrize("value", [np.array([[1], None], object), np.array([1.0])], ids=["objects", "read-only"])
def test_arrays_that_cannot_be_refilled_are_left(value: np.ndarray) -> None:
    """Arrays of objects, and those that may not be written, are no trouble."""
    value.setflags(write=False)
    made = module("")
    made.value = value
    rewinder(made)()
    assert made.value is value


def test_only_so_many_are_put_back() -> None:
    """Of very many collections the first are put back; a collection of very many numbers is data, and is left alone."""
    made = module(f"""
        names = [[] for _ in range({LARGEST // 2})]
        many = [[] for _ in range({LARGEST})]
        data = [0] * {LARGEST + 1}
    """)
    rewind = rewinder(made)
    for each in (*made.names, *made.many, made.data):
        each.append(1)
    rewind()
    assert not any(made.names)
    assert sum(not each for each in (*made.names, *made.many)) <= LARGEST
    assert len(made.data) == LARGEST + 2


def test_without_a_module() -> None:
    """What lives in no module has nothing to be put back."""
    rewinder(None)()


# WHILE A TRACE RUNS


NAMES = (
    "from math import sqrt as root\nfrom numpy import zeros\nimport numpy as np\nrng = np.random.default_rng(0)\nt = 0"
)


def test_a_trace_keeps_its_functions(monkeypatch: pytest.MonkeyPatch) -> None:
    """What stands for functions and generators while a trace runs stays, though state is put back; nothing stays afterwards."""
    made = module(NAMES)
    monkeypatch.setitem(sys.modules, made.__name__, made)
    before = dict(vars(made))
    rewind = rewinder(made)
    with tracing([made]):
        during = dict(vars(made))
        made.t = 5
        rewind()
        assert vars(made) == during
        assert made.root(lift(4.0)).value == 2 and isinstance(made.zeros(2), SymbolicArray)
        assert made.float(lift(2.0)).value == 2
        with pytest.raises(OpaqueError, match="draws random numbers"):
            made.rng.normal()
    assert vars(made) == before


def test_a_generator_is_no_state() -> None:
    """A generator goes on where it was: a subject that draws from it is found out by the check that runs it twice."""
    made = module(NAMES)
    rewind = rewinder(made)
    first = made.rng.random()
    rewind()
    assert made.rng.random() != first
