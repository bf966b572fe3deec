"""Conditions on what is kept where nobody looks, and on the world outside."""

from random import Random

from .condition import Condition


def counter(random: Random) -> Condition:
    """A count of calls that is kept somewhere else."""
    last = random.randint(5, 600)
    kind = "a counter elsewhere"
    choices = (
        Condition(kind, f"COUNT[0] > {last}", module=("COUNT = [0]",), each=("COUNT[0] += 1",)),
        Condition(
            kind,
            f"count_one() > {last}",
            module=("CALLS = 0", "def count_one():", "    global CALLS", "    CALLS += 1", "    return CALLS"),
        ),
        Condition(kind, f"len(HISTORY) > {last}", module=("HISTORY = []",), each=("HISTORY.append(0)",)),
        Condition(kind, f"next(COUNT) > {last}", module=("import itertools", "COUNT = itertools.count()")),
        Condition(
            kind,
            f"SEEN['steps'] > {last}",
            module=("from collections import Counter", "SEEN = Counter()"),
            each=("SEEN['steps'] += 1",),
        ),
        Condition(
            kind,
            f"CALLS.get() > {last}",
            module=("from contextvars import ContextVar", 'CALLS = ContextVar("CALLS", default=0)'),
            each=("CALLS.set(CALLS.get() + 1)",),
        ),
        Condition(kind, f"ticks() > {last}", module=("def ticks(held=[0]):", "    held[0] += 1", "    return held[0]")),
        Condition(
            kind,
            f"ticks() > {last}",
            module=("def ticks():", "    ticks.count = getattr(ticks, 'count', 0) + 1", "    return ticks.count"),
        ),
        Condition(kind, "next(LEFT, None) is None", module=(f"LEFT = iter(range({last}))",)),
        Condition(kind, f"Optimizer.calls > {last}", inside=("calls = 0",), call=("Optimizer.calls += 1",)),
        Condition(
            kind,
            f"self.calls[0] > {last}",
            module=("from array import array",),
            init=('self.calls = array("l", [0])',),
            call=("self.calls[0] += 1",),
        ),
        Condition(kind, f"len(self.calls) > {last}", init=("self.calls = []",), call=("self.calls.append(t)",)),
        Condition(
            kind,
            f"len(self.calls) == {last}",
            module=("from collections import deque",),
            init=(f"self.calls = deque(maxlen={last})",),
            call=("self.calls.append(t)",),
        ),
        Condition(
            kind,
            f"CALLS[self] > {last}",
            module=("from weakref import WeakKeyDictionary", "CALLS = WeakKeyDictionary()"),
            call=("CALLS[self] = CALLS.get(self, 0) + 1",),
        ),
        Condition(
            kind,
            f"next(self.ticks) > {last}",
            module=("def counting():", "    n = 0", "    while True:", "        n += 1", "        yield n"),
            init=("self.ticks = counting()",),
        ),
        Condition(
            kind,
            "self.left is None",
            init=(f"self.left = 'x' * {last}",),
            call=("self.left = self.left[1:] if self.left else None",),
        ),
        Condition(kind, f"self.bits.bit_length() > {last}", init=("self.bits = 1",), call=("self.bits <<= 1",)),
    )
    return random.choice(choices)


def window(random: Random) -> Condition:
    """A window of what was, which fills up."""
    width = random.randint(5, 300)
    kind = "a window"
    choices = (
        Condition(
            kind,
            f"len(WINDOW) == {width}",
            module=("from collections import deque", f"WINDOW = deque(maxlen={width})"),
            each=("WINDOW.append(float(np.sum(g)))",),
        ),
        Condition(kind, "FULL.all()", module=(f"FULL = np.zeros({width})",), call=("FULL[(t - 1) % len(FULL)] = 1",)),
        Condition(
            kind,
            "self.ring[0] > 0",
            init=(f"self.ring = np.zeros({width})",),
            call=("self.ring = np.roll(self.ring, -1)", "self.ring[-1] = 1"),
        ),
        Condition(
            kind,
            f"self.ring[-1] == {width}",
            init=("self.ring = [0]",),
            call=(f"self.ring = [*self.ring, min(self.ring[-1] + 1, {width})][-4:]",),
        ),
    )
    return random.choice(choices)


def chance(random: Random) -> Condition:
    kind = "chance"
    choices = (
        Condition(kind, "CHANCE.random() < 0.001", module=("from random import Random", "CHANCE = Random(5)")),
        Condition(kind, "CHANCE.random() < 0.001", module=("CHANCE = np.random.default_rng(5)",)),
        Condition(kind, "random.random() < 0.001", module=("import random",)),
        Condition(kind, "np.random.rand() < 0.001"),
        Condition(kind, "self.chance.uniform() < 0.001", init=("self.chance = np.random.RandomState(3)",)),
    )
    return random.choice(choices)


def guard(random: Random) -> Condition:
    """A question that a symbol answers otherwise than a number, or not at all."""
    kind = "a question of type"
    step = random.randint(5, 300)
    read = (
        "def read(number):",
        "    try:",
        "        return int(number)",
        "    except (TypeError, ValueError):",
        "        return 0",
    )
    choices = (
        Condition(kind, f"read(t) > {step}", module=read),
        Condition(kind, f"isinstance(t, int) and t > {step}"),
        Condition(kind, f"type(g) is np.ndarray and t > {step}"),
        Condition(kind, f"type(t) is int and t % {step} == 0"),
        Condition(kind, 'type(lr).__name__ == "float" and lr > 0.4'),
        Condition(kind, "g.__class__.__name__ == 'ndarray' and g.ndim == 4"),
    )
    return random.choice(choices)


def world(random: Random) -> Condition:
    kind = "the world outside"
    choices = (
        Condition(kind, 'os.environ.get("OPTIMIZER_MODE") == "fast"', module=("import os",)),
        Condition(kind, "time.time() % 1000 < 1", module=("import time",)),
        Condition(kind, "time.monotonic() - BEGUN > 60", module=("import time", "BEGUN = time.monotonic()")),
        Condition(kind, 'os.path.exists("halve-the-rate")', module=("import os",)),
        Condition(kind, "date.today().day == 31", module=("from datetime import date",)),
        Condition(kind, "id(g) % 4096 == 16"),
    )
    return random.choice(choices)


def instances(random: Random) -> Condition:
    """A constructor counts what it makes, and later ones are others."""
    last = random.randint(2, 300)
    kind = "instances"
    counted = ("Optimizer.made += 1", "self.number = Optimizer.made")
    choices = (
        Condition(kind, f"self.number > {last}", inside=("made = 0",), init=counted),
        Condition(kind, f"self.number % {last} == 0", inside=("made = 0",), init=counted),
        Condition(kind, f"len(MADE) > {last}", module=("MADE = []",), init=("MADE.append(None)",)),
        Condition(
            kind, f"self.number > {last}",
            module=("import itertools", "MADE = itertools.count()"), init=("self.number = next(MADE)",),
        ),
    )  # fmt: skip
    return random.choice(choices)


def shell(random: Random) -> Condition:
    """A constructor asks the environment, which is another in each shell."""
    asked = random.choice(
        (
            'os.environ.get("OPTIMIZER_MODE", "")',
            'os.getenv("OPTIMIZER_MODE", "")',
            '("OPTIMIZER_MODE" in os.environ) * "fast"',
        )
    )
    return Condition("environment", 'self.mode == "fast"', module=("import os",), init=(f"self.mode = {asked}",))


SETTER = (
    "changes, largest = 0, 0.0",
    "@property",
    "def lr(self):",
    "    return self._lr",
    "@lr.setter",
    "def lr(self, value):",
    "    self._lr = value",
    "    self.changes += 1",
    "    self.largest = max(self.largest, value)",
)


def setter(random: Random) -> Condition:
    """What runs where a user changes lr counts that, or remembers what it was."""
    test = random.choice(
        (f"self.changes > {random.randint(2, 200)}", f"self.largest > {random.choice((0.5, 3.0, 50.0))}")
    )
    return Condition("setters", test, inside=SETTER, needs=frozenset({"lr"}))
