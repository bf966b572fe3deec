"""Optimizers whose constructors count, or keep a list of, what was made: their steps read that, or only people do.

Of those whose names begin with "Wrong" a later instance is another optimizer than the first.
"""

import collections
import itertools
import weakref

import numpy as np

TOTAL = 0
MADE = []
IDS = itertools.count()
COUNT = np.zeros(1, int)
NUMBERS = {"made": 0}
ALIVE = weakref.WeakSet()


class Sgd:
    def __init__(self, lr=0.1):
        self.lr = lr

    def update(self, params, grads):
        rate = self.rate()
        for key in params:
            params[key] -= rate * grads[key]

    def rate(self):
        return self.lr


# Wrong soon.


class WrongByClass(Sgd):
    made = 0

    def __init__(self, lr=0.1):
        super().__init__(lr)
        WrongByClass.made += 1
        self.number = WrongByClass.made

    def rate(self):
        return self.lr * (2 if self.number > 3 else 1)


class WrongSmoothly(WrongByClass):
    def rate(self):
        return self.lr / (1 + 1e-3 * self.number)


class WrongByGlobal(Sgd):
    def __init__(self, lr=0.1):
        super().__init__(lr)
        global TOTAL
        TOTAL += 1

    def rate(self):
        return self.lr * (2 if TOTAL > 5 else 1)


class WrongByList(Sgd):
    def __init__(self, lr=0.1):
        super().__init__(lr)
        MADE.append(self)

    def rate(self):
        return self.lr * (2 if len(MADE) > 4 else 1)


class WrongByNew(Sgd):
    made = 0

    def __new__(cls, *args, **kwargs):
        cls.made += 1
        self = super().__new__(cls)
        self.number = cls.made
        return self

    def rate(self):
        return self.lr * (2 if self.number > 4 else 1)


# Wrong for the thousandth, or the thousand and first.


class WrongLate(WrongByClass):
    def rate(self):
        return self.lr * (2 if self.number > 1000 else 1)


class WrongLateByType(Sgd):
    made = 0

    def __init__(self, lr=0.1):
        super().__init__(lr)
        type(self).made += 1

    def rate(self):
        return self.lr * (1 + (type(self).made > 1000))


class WrongLateByArray(Sgd):
    def __init__(self, lr=0.1):
        super().__init__(lr)
        COUNT[0] += 1

    def rate(self):
        return self.lr * (1 + (COUNT[0] > 1000))


class WrongLateByDict(Sgd):
    def __init__(self, lr=0.1):
        super().__init__(lr)
        NUMBERS["made"] += 1
        self.config = {"serial": NUMBERS["made"]}

    def rate(self):
        return self.lr * (1 + (self.config["serial"] > 1000))


class WrongLateByName(Sgd):
    def __init__(self, lr=0.1):
        super().__init__(lr)
        NUMBERS["made"] += 1
        self.name = f"sgd_{NUMBERS['made']}"

    def rate(self):
        return self.lr * (1 + (self.name == "sgd_1000"))


class WrongLateByWeakSet(Sgd):
    def __init__(self, lr=0.1):
        super().__init__(lr)
        ALIVE.add(self)

    def rate(self):
        return self.lr * (1 + (len(ALIVE) > 1000))


class WrongLateInItsFirstStep(Sgd):
    number = None

    def rate(self):
        if self.number is None:
            self.number = next(IDS)
        return self.lr * (1 + (self.number > 1000))


class WrongLateByRemainder(WrongByClass):
    def rate(self):
        return self.lr * (1 + (self.number % 97 == 0))


class WrongLateByTable(WrongByClass):
    table = {500: 2.0}

    def rate(self):
        return self.lr * self.table.get(self.number, 1.0)


# Right.


class Named(Sgd):
    made = collections.Counter()

    def __init__(self, lr=0.1):
        super().__init__(lr)
        self.made["sgd"] += 1
        self.name, self.number = f"sgd_{self.made['sgd']}", self.made["sgd"]

    def __repr__(self):
        return self.name


class Listed(Sgd):
    def __init__(self, lr=0.1):
        super().__init__(lr)
        MADE.append(self)
        self.id = id(self)


class CountedSteps(Sgd):
    steps = 0

    def update(self, params, grads):
        type(self).steps += 1
        super().update(params, grads)
