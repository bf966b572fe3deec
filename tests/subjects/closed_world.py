"""Optimizers whose steps read what is not their own, and change it or do not: a proof must know of all of it.

Those whose names begin with "Wrong" are right for hundreds of steps, or at the numbers at which they are traced.
"""

import array
import collections
import contextvars
import dataclasses
import functools
import itertools
import logging
import math
import os
import random
import threading
import time
import weakref

import numpy as np

EPS = 1e-8
STEP = 0
CALLS = {"step": 0}
CONFIG = {"eps": 1e-8, "shapes": {}}
NAMES = itertools.count()
SEEN = collections.Counter()
STEPS_SO_FAR = contextvars.ContextVar("STEPS_SO_FAR", default=0)
LOG = logging.getLogger(__name__)


class Sgd:
    def __init__(self, lr=0.01):
        self.lr, self.t = lr, 0

    def update(self, params, grads):
        self.t += 1
        lr = self.rate()
        for key in params:
            params[key] -= lr * grads[key]

    def rate(self):
        return self.lr


# Wrong.


class WrongByGlobal(Sgd):
    def rate(self):
        global STEP
        STEP += 1
        return self.lr * (0.5 if STEP > 5000 else 1.0)


class WrongByDictOfTheModule(Sgd):
    def rate(self):
        CALLS["step"] += 1
        return self.lr / (1 + CALLS["step"] // 5000)


class WrongByCounter(Sgd):
    def rate(self):
        SEEN["steps"] += 1
        return self.lr * (0.5 if SEEN["steps"] > 5000 else 1.0)


class WrongByClassAttribute(Sgd):
    calls = 0

    def rate(self):
        type(self).calls += 1
        return self.lr * (0.5 if self.calls > 5000 else 1.0)


class WrongByErrors(Sgd):
    def rate(self):
        return self.lr * (1 + (np.geterr()["over"] == "raise"))


class WrongByThreads(Sgd):
    def rate(self):
        return self.lr * (1 + threading.active_count() // 50)


class WrongByCounterOfTwoNames(Sgd):
    def __init__(self, lr=0.01):
        super().__init__(lr)
        self.steps = self.calls = itertools.count(1)

    def rate(self):
        return self.lr * (1 + next(self.calls) // 5000)


class WrongByCounterOfOneName(Sgd):
    def __init__(self, lr=0.01):
        super().__init__(lr)
        self.steps = itertools.count(1)

    def rate(self):
        return self.lr * (1 + next(self.steps) // 5000)


class WrongByCounterInAList(Sgd):
    def __init__(self, lr=0.01):
        super().__init__(lr)
        self.steps = itertools.count(1)
        self.kept = [self.steps]

    def rate(self):
        return self.lr * (1 + next(self.kept[0]) // 5000)


class WrongByClosedCount(Sgd):
    @staticmethod
    def _counted():
        n = 0

        def tick():
            nonlocal n
            n += 1
            return n

        return tick

    def __init__(self, lr=0.01):
        super().__init__(lr)
        self.tick = self._counted()

    def rate(self):
        return self.lr * (0.5 if self.tick() > 5000 else 1.0)


def counting(method):
    calls = [0]

    @functools.wraps(method)
    def counted(self):
        calls[0] += 1
        return method(self) * (0.5 if calls[0] > 5000 else 1.0)

    return counted


class WrongByDecorator(Sgd):
    @counting
    def rate(self):
        return self.lr


class WrongByDefault(Sgd):
    def rate(self, memory=[0]):  # noqa: B006
        memory[0] += 1
        return self.lr * (0.5 if memory[0] > 5000 else 1.0)


class WrongByFunctionAttribute(Sgd):
    def rate(self):
        scale.calls += 1
        return scale(self.lr)


def scale(lr):
    return lr * (0.5 if scale.calls > 5000 else 1.0)


scale.calls = 0


class WrongByContext(Sgd):
    def rate(self):
        STEPS_SO_FAR.set(STEPS_SO_FAR.get() + 1)
        return self.lr * (0.5 if STEPS_SO_FAR.get() > 5000 else 1.0)


class WrongByIterator(Sgd):
    def __init__(self, lr=0.01):
        super().__init__(lr)
        self.scales = itertools.chain(itertools.repeat(1.0, 5000), itertools.repeat(0.5))

    def rate(self):
        return self.lr * next(self.scales)


class WrongByCycle(Sgd):
    def __init__(self, lr=0.01):
        super().__init__(lr)
        self.ids = itertools.count()

    def rate(self):
        return self.lr * (0.5 if next(self.ids) > 5000 else 1.0)


class WrongByArray(Sgd):
    def __init__(self, lr=0.01):
        super().__init__(lr)
        self.calls = array.array("L", [0])

    def rate(self):
        self.calls[0] += 1
        return self.lr * (0.5 if self.calls[0] > 5000 else 1.0)


class WrongByBytes(Sgd):
    def __init__(self, lr=0.01):
        super().__init__(lr)
        self.calls = bytearray(8)

    def rate(self):
        self.calls[:] = (int.from_bytes(self.calls, "big") + 1).to_bytes(8, "big")
        return self.lr * (0.5 if int.from_bytes(self.calls, "big") > 5000 else 1.0)


class WrongByWeakKeys(Sgd):
    calls = weakref.WeakKeyDictionary()

    def rate(self):
        self.calls[self] = self.calls.get(self, 0) + 1
        return self.lr * (0.5 if self.calls[self] > 5000 else 1.0)


class WrongByRandom(Sgd):
    def __init__(self, lr=0.01):
        super().__init__(lr)
        self.draw = random.Random(7).random

    def rate(self):
        return self.lr * (0.0 if self.draw() < 1e-6 else 1.0)


class WrongByGlobalRandom(Sgd):
    def rate(self):
        return self.lr * (0.0 if random.random() < 1e-6 else 1.0)


class WrongByGenerator(Sgd):
    def __init__(self, lr=0.01):
        super().__init__(lr)
        self.state = np.random.RandomState(7)

    def rate(self):
        return self.lr * (0.0 if self.state.uniform() < 1e-6 else 1.0)


class WrongByTime(Sgd):
    def rate(self):
        return self.lr * (0.5 if time.time() > 4e9 else 1.0)


class WrongByMonotonic(Sgd):
    def __init__(self, lr=0.01):
        super().__init__(lr)
        self.began = time.monotonic()

    def rate(self):
        return self.lr * (0.5 if time.monotonic() - self.began > 3600 else 1.0)


class WrongByEnvironmentOnce(Sgd):
    def __init__(self, lr=0.01):
        super().__init__(lr * float(os.environ.get("NO_SUCH_SCALE", "1")))


class WrongByEnvironment(Sgd):
    def rate(self):
        return self.lr * float(os.environ.get("RATE_SCALE", "1"))


class WrongByPresence(Sgd):
    def rate(self):
        return self.lr * (1.0 - 0.5 * ("SLOWLY" in os.environ))


class WrongByWindow(Sgd):
    def __init__(self, lr=0.01):
        super().__init__(lr)
        self.window = collections.deque([0.0] * 5000)

    def rate(self):
        self.window.append(1.0)
        return self.lr * (1 - 0.5 * self.window.popleft())


class WrongByLength(Sgd):
    def __init__(self, lr=0.01):
        super().__init__(lr)
        self.log = collections.deque(maxlen=5000)

    def rate(self):
        self.log.append(None)
        return self.lr * (0.5 if len(self.log) == self.log.maxlen else 1.0)


class WrongByRing(Sgd):
    def __init__(self, lr=0.01):
        super().__init__(lr)
        self.ring, self.place = [1.0] * 4999 + [0.5], 0

    def rate(self):
        factor = self.ring[self.place]
        self.place = (self.place + 1) % len(self.ring)
        return self.lr * factor


class WrongByKind(Sgd):
    def rate(self):
        return self.lr if type(self.t) is not int else self.lr * (0.5 if self.t > 5000 else 1.0)


class WrongByArrayKind(Sgd):
    def update(self, params, grads):
        self.t += 1
        for key in params:
            bend = 0.5 if type(grads[key]) is np.ndarray and self.t > 5000 else 1.0
            params[key] -= self.lr * bend * grads[key]


class WrongByName(Sgd):
    def rate(self):
        return self._float() if type(self.lr).__name__ == "float" else self.lr

    def _float(self):
        return self.lr * (0.5 if self.lr == 0.0123 else 1.0)


class WrongBySwallowing(Sgd):
    def rate(self):
        try:
            return self.lr * 0.5 ** int(self.t / 5000)
        except Exception:
            return self.lr


class WrongByMilestones(Sgd):
    def rate(self):
        if self.t in {3000, 6000}:
            self.lr = self.lr * 0.1
        return self.lr


class WrongByDigits(Sgd):
    def rate(self):
        return self.lr * (0.5 if str(self.t).endswith("000") else 1.0)


class WrongByTable(Sgd):
    def rate(self):
        return self.lr * {0.0123: 0.1}.get(self.lr, 1.0)


class WrongByRounding(Sgd):
    def rate(self):
        return self.lr * (0.5 if round(self.t / 10000) > 0 else 1.0)


class WrongByMessage(Sgd):
    def rate(self):
        text = f"lr = {self.lr}"
        return self.lr * (0.1 if text == "lr = 0.0123" else 1.0)


class WrongByNestedClass(Sgd):
    """A class within the class counts its instances."""

    class Step:
        made = 0

        def __init__(self):
            type(self).made += 1

    def rate(self):
        self.Step()
        return self.lr if self.Step.made < 25000 else self.lr / 2


WRONG = [name for name in dict(vars()) if name.startswith("Wrong")]


# Right.


class RightWithConstants(Sgd):
    """Constants of the module and the class, which nothing changes."""

    scale = 2.0

    def update(self, params, grads):
        for key in params:
            params[key] -= self.lr * self.scale * grads[key] * CONFIG["eps"] / (2 * EPS)


class RightWithLog(Sgd):
    """It tells people its lr, and nobody else."""

    def rate(self):
        LOG.info("step %s: lr %s", self.t, self.lr)
        print(f"step {self.t}: lr {self.lr:.4f}")
        return self.lr


class RightWithNames(Sgd):
    """A name for each instance."""

    def __init__(self, lr=0.01):
        super().__init__(lr)
        self.name = f"sgd_{next(NAMES)}"


class RightWithShapes(Sgd):
    """A cache of what shapes there are, and a scratch buffer for each."""

    def update(self, params, grads):
        for key in params:
            shape = CONFIG["shapes"].setdefault(key, params[key].shape)
            scratch = np.empty(shape)
            np.multiply(self.lr, grads[key], out=scratch)
            params[key] -= scratch


class RightWithDefaults(Sgd):
    """A defaultdict of state that begins at zero."""

    def __init__(self, lr=0.01, momentum=0.9):
        super().__init__(lr)
        self.momentum, self.v = momentum, collections.defaultdict(lambda: 0.0)

    def update(self, params, grads):
        for key in params:
            self.v[key] = self.momentum * self.v[key] - self.lr * grads[key]
            params[key] += self.v[key]


@functools.lru_cache(maxsize=None)
def correction(beta, t):
    return 1 - beta**t


class RightWithMemory(Sgd):
    """Bias corrections that are remembered."""

    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        super().__init__(lr)
        self.beta1, self.beta2, self.eps, self.m, self.v = beta1, beta2, eps, {}, {}

    def update(self, params, grads):
        self.t += 1
        for key, g in grads.items():
            self.m[key] = self.beta1 * self.m.get(key, 0) + (1 - self.beta1) * g
            self.v[key] = self.beta2 * self.v.get(key, 0) + (1 - self.beta2) * g * g
            m, v = self.m[key] / correction(self.beta1, self.t), self.v[key] / correction(self.beta2, self.t)
            params[key] -= self.lr * m / (np.sqrt(v) + self.eps)


class RightWithSlots:
    """Slots, a property, and a question for the kind of lr."""

    __slots__ = ("_lr", "steps")

    def __init__(self, lr=0.01):
        if not isinstance(lr, (int, float)) or not np.isscalar(lr):
            raise TypeError(f"lr is {lr}")
        self._lr, self.steps = float(lr), 0

    @property
    def lr(self):
        return self._lr

    def update(self, params, grads):
        assert isinstance(self.steps, int), f"{self.steps} is no count"
        self.steps += 1
        for key in params:
            if isinstance(grads[key], np.ndarray):
                params[key] -= self.lr * grads[key]


@dataclasses.dataclass
class RightOfData:
    """A dataclass with a registry of what it has met, and the worst loss so far, which nobody tells it."""

    lr: float = 0.01
    best: float = math.inf
    met: dict = dataclasses.field(default_factory=dict)

    def update(self, params, grads):
        for key in params:
            self.met.setdefault(key, len(self.met))
            params[key] -= self.lr * grads[key]


class RightWithCount(Sgd):
    """A counter that nothing reads but a message."""

    def rate(self):
        if int(self.t) != self.t:
            raise ValueError(f"{self.t} is no count")
        return self.lr


RIGHT = {
    "RightWithConstants": "sgd",
    "RightWithLog": "sgd",
    "RightWithNames": "sgd",
    "RightWithShapes": "sgd",
    "RightWithDefaults": "momentum",
    "RightWithMemory": "adam",
    "RightWithSlots": "sgd",
    "RightOfData": "sgd",
    "RightWithCount": "sgd",
}
