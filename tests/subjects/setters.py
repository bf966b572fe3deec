"""Optimizers whose hyperparameters are changed by a property, a descriptor, a method or `__setattr__`, the right way and others.

Those whose names begin with "Wrong" compute with another number than the one that their user has set.
"""


class Sgd:
    def __init__(self, lr=0.1):
        self._lr, self.count = lr, 0

    def update(self, params, grads):
        for key in params:
            params[key] -= self._lr * grads[key]


class ByProperty(Sgd):
    @property
    def lr(self):
        return self._lr

    @lr.setter
    def lr(self, value):
        self._lr = value


class Validated(ByProperty):
    @ByProperty.lr.setter
    def lr(self, value):
        if not isinstance(value, (int, float)) or value < 0:
            raise ValueError(value)
        if value == self._lr:
            return
        self.count += 1
        self._lr = float(value)


class KeptOtherwise:
    """Only −lr is kept."""

    def __init__(self, lr=0.1):
        self._factor = -lr

    @property
    def lr(self):
        return -self._factor

    @lr.setter
    def lr(self, value):
        self._factor = -value

    def update(self, params, grads):
        for key in params:
            params[key] += self._factor * grads[key]


class WrongKeptOtherwise(KeptOtherwise):
    @KeptOtherwise.lr.setter
    def lr(self, value):
        self._factor = -min(value, 1.0)


class WrongCapped(ByProperty):
    @ByProperty.lr.setter
    def lr(self, value):
        self._lr = min(value, 1000.0)


class WrongFloored(ByProperty):
    @ByProperty.lr.setter
    def lr(self, value):
        self._lr = max(value, 1e-6)


class WrongFirst(ByProperty):
    @ByProperty.lr.setter
    def lr(self, value):
        self.count += 1
        if self.count <= 10:
            self._lr = value


class WrongThird(ByProperty):
    @ByProperty.lr.setter
    def lr(self, value):
        self.count += 1
        if self.count % 3 == 1:
            self._lr = value


class WrongLate(ByProperty):
    @ByProperty.lr.setter
    def lr(self, value):
        self.count += 1
        self._lr = value * (1 - 0.5 * (self.count > 500))


class WrongRounded(ByProperty):
    @ByProperty.lr.setter
    def lr(self, value):
        self._lr = round(value, 4)


class WrongHalved(ByProperty):
    @ByProperty.lr.setter
    def lr(self, value):
        self._lr = value / 2 if value > self._lr else value


class WrongDoubled(ByProperty):
    @ByProperty.lr.setter
    def lr(self, value):
        self._lr = 2 * value


class WrongAfterSteps(ByProperty):
    @ByProperty.lr.setter
    def lr(self, value):
        if self.count < 100:
            self._lr = value

    def update(self, params, grads):
        self.count += 1
        super().update(params, grads)


class Number:
    def __set_name__(self, owner, name):
        self.name = f"_{name}"

    def __get__(self, holder, kind=None):
        return self if holder is None else getattr(holder, self.name)

    def __set__(self, holder, value):
        setattr(holder, self.name, value)


class Capped(Number):
    def __set__(self, holder, value):
        setattr(holder, self.name, min(value, 1.0) if hasattr(holder, self.name) else value)


class ByDescriptor:
    lr = Number()

    def __init__(self, lr=0.1):
        self.lr = lr

    def update(self, params, grads):
        for key in params:
            params[key] -= self.lr * grads[key]


class WrongByDescriptor(ByDescriptor):
    lr = Capped()


class BySetattr:
    def __init__(self, lr=0.1):
        self.lr = lr

    def __setattr__(self, name, value):
        object.__setattr__(self, name, value)

    def update(self, params, grads):
        for key in params:
            params[key] -= self.lr * grads[key]


class WrongBySetattr(BySetattr):
    def __setattr__(self, name, value):
        object.__setattr__(self, name, min(value, 1.0) if hasattr(self, name) else value)


class ByMethod(Sgd):
    def set_lr(self, lr):
        self._lr = lr


class WrongByMethod(ByMethod):
    def set_lr(self, lr):
        self._lr = min(lr, 1.0)


class WrongByOtherMethod(ByProperty):
    """Right by its property, and wrong by its method."""

    def update_learning_rate(self, value):
        if value > 3:
            value = 3.0
        self._lr = value


class DecaysByMethod:
    """A method that looks like a setter, and is given an epoch."""

    def __init__(self, lr=0.1):
        self.lr = lr

    def update_lr(self, epoch):
        self.lr = self.lr * 0.95**epoch

    def update(self, params, grads):
        for key in params:
            params[key] -= self.lr * grads[key]


class Momentum:
    def __init__(self, lr=0.1, momentum=0.9):
        self.lr, self._momentum, self.v, self.count = lr, momentum, {}, 0

    @property
    def momentum(self):
        return self._momentum

    @momentum.setter
    def momentum(self, value):
        if not 0 <= value < 1:
            raise ValueError(value)
        self._momentum = value

    def update(self, params, grads):
        for key in params:
            self.v[key] = self._momentum * self.v.get(key, 0) - self.lr * grads[key]
            params[key] += self.v[key]


class WrongMomentumCapped(Momentum):
    @Momentum.momentum.setter
    def momentum(self, value):
        self._momentum = min(value, 0.99)


class WrongMomentumHalved(Momentum):
    @Momentum.momentum.setter
    def momentum(self, value):
        self._momentum = value / 2 if value > self._momentum else value


class WrongMomentumReset(Momentum):
    @Momentum.momentum.setter
    def momentum(self, value):
        self._momentum, self.v = value, {}


class WrongMomentumFirst(Momentum):
    @Momentum.momentum.setter
    def momentum(self, value):
        self.count += 1
        if self.count < 3:
            self._momentum = value


class WrongMomentumIgnored(Momentum):
    @Momentum.momentum.setter
    def momentum(self, value):
        pass


class WrongMomentumByLr(Momentum):
    """Whoever sets its lr makes it forget its velocity."""

    @property
    def lr(self):
        return self._lr

    @lr.setter
    def lr(self, value):
        self._lr, self.v = value, {}
