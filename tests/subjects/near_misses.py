"""Optimizers that are almost right: every one is wrong somewhere, and none may be called proved.

Each says in its docstring where it is wrong.
"""

import numpy as np

SNAPSHOT = {}


class Sgd:
    """Right; the wrong ones change one thing."""

    def __init__(self, lr=0.01):
        self.lr = lr

    def update(self, params, grads):
        for key in params:
            params[key] -= self.lr * grads[key]


class Momentum:
    """Right; the wrong ones change one thing."""

    def __init__(self, lr=0.01, mu=0.9):
        self.lr, self.mu, self.v, self.t = lr, mu, None, 0

    def begin(self, params):
        if self.v is None:
            self.v = {key: np.zeros_like(value) for key, value in params.items()}
        self.t += 1

    def update(self, params, grads):
        self.begin(params)
        for key in params:
            self.one(params, grads, key)

    def one(self, params, grads, key):
        self.v[key] = self.mu * self.v[key] - self.lr * grads[key]
        params[key] += self.v[key]


class Adam:
    """Right (algorithm-1); the wrong ones change one thing."""

    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
        self.lr, self.beta1, self.beta2, self.epsilon = lr, beta1, beta2, epsilon
        self.t, self.m, self.v = 0, None, None

    def update(self, params, grads):
        if self.m is None:
            self.m = {key: np.zeros_like(value) for key, value in params.items()}
            self.v = {key: np.zeros_like(value) for key, value in params.items()}
        self.t += 1
        for key in params:
            self.one(params, grads, key)

    def one(self, params, grads, key):
        self.moments(grads, key)
        params[key] -= self.step(key, self.t)

    def moments(self, grads, key):
        self.m[key] = self.beta1 * self.m[key] + (1 - self.beta1) * grads[key]
        self.v[key] = self.beta2 * self.v[key] + (1 - self.beta2) * grads[key] ** 2

    def step(self, key, t):
        m_hat = self.m[key] / (1 - self.beta1**t)
        v_hat = self.v[key] / (1 - self.beta2**t)
        return self.lr * m_hat / (np.sqrt(v_hat) + self.epsilon)


# CONSTANTS


class AdamNearBeta1(Adam):
    """β₁ is 1e-9 larger in the moment than in the correction."""

    def moments(self, grads, key):
        near = self.beta1 + 1e-9
        self.m[key] = near * self.m[key] + (1 - near) * grads[key]
        self.v[key] = self.beta2 * self.v[key] + (1 - self.beta2) * grads[key] ** 2


class AdamWrittenBetasApart(Adam):
    """Constants in the code: β₂ is 0.999 in one place and 0.9990000001 in the other."""

    def __init__(self, lr=0.001):
        super().__init__(lr)

    def moments(self, grads, key):
        self.m[key] = 0.9 * self.m[key] + 0.1 * grads[key]
        self.v[key] = 0.9990000001 * self.v[key] + 0.001 * grads[key] ** 2


class AdamWrittenEpsilon:
    """Right with ε = 1e-7; wrong where ε is to be 1e-8."""

    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999):
        self.lr, self.beta1, self.beta2 = lr, beta1, beta2
        self.t, self.m, self.v = 0, {}, {}

    def update(self, params, grads):
        self.t += 1
        for key, g in grads.items():
            self.m[key] = self.beta1 * self.m.get(key, np.zeros_like(g)) + (1 - self.beta1) * g
            self.v[key] = self.beta2 * self.v.get(key, np.zeros_like(g)) + (1 - self.beta2) * g**2
            m_hat = self.m[key] / (1 - self.beta1**self.t)
            v_hat = self.v[key] / (1 - self.beta2**self.t)
            params[key] -= self.lr * m_hat / (np.sqrt(v_hat) + 1e-7)


class AdamExponentAhead(Adam):
    """The correction's exponent is t + 1."""

    def step(self, key, t):
        return super().step(key, t + 1)


class AdamRootOfHalfish(Adam):
    """The power 0.5000001 in place of the root."""

    def step(self, key, t):
        m_hat = self.m[key] / (1 - self.beta1**t)
        v_hat = self.v[key] / (1 - self.beta2**t)
        return self.lr * m_hat / (v_hat**0.5000001 + self.epsilon)


class SgdNearlyLr(Sgd):
    """The step is 1 + 1e-12 times too long."""

    def update(self, params, grads):
        for key in params:
            params[key] -= self.lr * grads[key] * (1 + 1e-12)


# STATE


class AdamCounterPerParameter(Adam):
    """The step counter runs once for each parameter."""

    def update(self, params, grads):
        if self.m is None:
            self.m = {key: np.zeros_like(value) for key, value in params.items()}
            self.v = {key: np.zeros_like(value) for key, value in params.items()}
        for key in params:
            self.t += 1
            self.one(params, grads, key)


class MomentumBufferOfShape(Momentum):
    """Parameters of one shape share one velocity."""

    def begin(self, params):
        if self.v is None:
            self.v = {value.shape: np.zeros_like(value) for value in params.values()}

    def one(self, params, grads, key):
        shape = params[key].shape
        self.v[shape] = self.mu * self.v[shape] - self.lr * grads[key]
        params[key] += self.v[shape]


class MomentumScalarBuffer(Momentum):
    """The velocity is one number for the whole parameter."""

    def begin(self, params):
        if self.v is None:
            self.v = {key: 0.0 for key in params}

    def one(self, params, grads, key):
        self.v[key] = self.mu * self.v[key] - self.lr * grads[key].mean()
        params[key] += self.v[key]


class MomentumBufferOfTwo(Momentum):
    """The second parameter reads the velocity of the first element of the first."""

    def one(self, params, grads, key):
        first = next(iter(params))
        self.v[key] = self.mu * self.v[first][:1] * (key != first) + self.mu * self.v[key] * (key == first) - self.lr * grads[key]
        params[key] += self.v[key]


class MomentumResetsEvery3(Momentum):
    """The velocity is thrown away every third step."""

    def one(self, params, grads, key):
        if self.t % 3 == 0:
            self.v[key] = np.zeros_like(params[key])
        super().one(params, grads, key)


class MomentumCountsTo5(Momentum):
    """The velocity is thrown away in every fifth step, by a counter that starts again."""

    def begin(self, params):
        super().begin(params)
        if self.t == 5:
            self.t = 0
            self.v = {key: np.zeros_like(value) for key, value in params.items()}


class MomentumCountsDown(Momentum):
    """A countdown of 40 steps after which the velocity is lost."""

    def begin(self, params):
        if self.v is None:
            self.left = 40
        super().begin(params)
        self.left -= 1
        if self.left == 0:
            self.v = {key: np.zeros_like(value) for key, value in params.items()}


# LATER


class AdamWrongInStep6(Adam):
    """The sixth step goes uphill."""

    def step(self, key, t):
        step = super().step(key, t)
        return -step if t == 6 else step


class AdamWrongInStep100(Adam):
    """lr is divided by ten in step 100, once."""

    def step(self, key, t):
        step = super().step(key, t)
        return step / 10 if t == 100 else step


class SgdStepDecayAt1000(Sgd):
    """lr is divided by ten from step 1000 on: set in one step by its number."""

    def __init__(self, lr=0.01):
        super().__init__(lr)
        self.t, self.factor = 0, 1.0

    def update(self, params, grads):
        self.t += 1
        if self.t == 1000:
            self.factor = 0.1
        for key in params:
            params[key] -= self.factor * self.lr * grads[key]


class SgdWarmsUpLate(Sgd):
    """After 1000 steps the step is halved."""

    def __init__(self, lr=0.01):
        super().__init__(lr)
        self.t = 0

    def update(self, params, grads):
        self.t += 1
        factor = 1 if self.t < 1000 else 0.5
        for key in params:
            params[key] -= factor * self.lr * grads[key]


class SgdTiresWithItsHistory(Sgd):
    """After a hundred steps, counted by the length of a list, the step is halved."""

    def __init__(self, lr=0.01):
        super().__init__(lr)
        self.history = []

    def update(self, params, grads):
        self.history.append("step")
        factor = 1 if len(self.history) < 100 else 0.5
        for key in params:
            params[key] -= factor * self.lr * grads[key]


class SgdTiresWithItsString(Sgd):
    """After a hundred steps, counted by the length of a string, the step is halved."""

    def __init__(self, lr=0.01):
        super().__init__(lr)
        self.log = ""

    def update(self, params, grads):
        self.log += "."
        factor = 1 if len(self.log) < 100 else 0.5
        for key in params:
            params[key] -= factor * self.lr * grads[key]


class SgdTiresWithAnIterator(Sgd):
    """After a hundred steps, counted by an iterator, the step is halved."""

    def __init__(self, lr=0.01):
        super().__init__(lr)
        self.factors = iter([1] * 100)

    def update(self, params, grads):
        factor = next(self.factors, 0.5)
        for key in params:
            params[key] -= factor * self.lr * grads[key]


# INPUT


class SgdMeanGradient(Sgd):
    """A millionth of the mean gradient is mixed into each element's."""

    def update(self, params, grads):
        for key in params:
            params[key] -= self.lr * (grads[key] + 1e-6 * grads[key].mean())


class SgdClipsByNorm(Sgd):
    """Gradients of a norm above a million are clipped."""

    def update(self, params, grads):
        norm = np.sqrt(sum(float(np.sum(g**2)) for g in grads.values()))
        scale = 1e6 / norm if norm > 1e6 else 1
        for key in params:
            params[key] -= self.lr * grads[key] * scale


class SgdClips(Sgd):
    """Gradients above a million are clipped."""

    def update(self, params, grads):
        for key in params:
            params[key] -= self.lr * np.clip(grads[key], -1e6, 1e6)


class SgdWrongBelowZero(Sgd):
    """Negative gradients count double."""

    def update(self, params, grads):
        for key in params:
            params[key] -= self.lr * np.where(grads[key] < 0, 2 * grads[key], grads[key])


class SgdWrongBelowZeroByMask(Sgd):
    """Negative gradients count double, by a boolean mask."""

    def update(self, params, grads):
        for key in params:
            step = self.lr * grads[key]
            step[grads[key] < 0] *= 2
            params[key] -= step


class AdamLazy(Adam):
    """Where the gradient is zero nothing happens, as in a lazy Adam."""

    def one(self, params, grads, key):
        some = grads[key] != 0
        m, v = self.m[key], self.v[key]
        m[some] = self.beta1 * m[some] + (1 - self.beta1) * grads[key][some]
        v[some] = self.beta2 * v[some] + (1 - self.beta2) * grads[key][some] ** 2
        params[key][some] -= self.step(key, self.t)[some]


class SgdWrongAtOneGradient(Sgd):
    """A gradient of exactly 0.3 goes uphill."""

    def update(self, params, grads):
        for key in params:
            params[key] -= self.lr * np.where(grads[key] == 0.3, -grads[key], grads[key])


class MomentumWrongAtItsDefault(Momentum):
    """At μ = 0.9, which is its default, the velocity never decays."""

    def one(self, params, grads, key):
        mu = 1.0 if self.mu == 0.9 else self.mu
        self.v[key] = mu * self.v[key] - self.lr * grads[key]
        params[key] += self.v[key]


class MomentumWrongBelowHalf(Momentum):
    """With μ < 0.5 the velocity is not used."""

    def one(self, params, grads, key):
        mu = 0.0 if self.mu < 0.5 else self.mu
        self.v[key] = mu * self.v[key] - self.lr * grads[key]
        params[key] += self.v[key]


class SgdWrongInTheSecond(Sgd):
    """Every parameter but the first takes half a step."""

    def update(self, params, grads):
        for number, key in enumerate(params):
            params[key] -= self.lr * grads[key] / (1 if number == 0 else 2)


class SgdWrongInTheThird(Sgd):
    """The third parameter goes uphill."""

    def update(self, params, grads):
        for number, key in enumerate(params):
            params[key] -= self.lr * grads[key] * (-1 if number == 2 else 1)


class SgdWrongForMatrices(Sgd):
    """Matrices decay besides, vectors do not."""

    def update(self, params, grads):
        for key in params:
            if params[key].ndim > 1:
                params[key] -= self.lr * 0.1 * params[key]
            params[key] -= self.lr * grads[key]


class SgdWrongForNumbers(Sgd):
    """A 0-d parameter is left alone."""

    def update(self, params, grads):
        for key in params:
            if params[key].ndim:
                params[key] -= self.lr * grads[key]


class SgdWrongForLarge(Sgd):
    """Only the first ten elements move."""

    def update(self, params, grads):
        for key in params:
            params[key].ravel()[:10] -= self.lr * grads[key].ravel()[:10]


class SgdHalf(Sgd):
    """It computes in half precision."""

    def update(self, params, grads):
        for key in params:
            params[key] -= (self.lr * grads[key]).astype(np.float16)


class MomentumSingleVelocity(Momentum):
    """Its velocity is single precision, whatever the parameter's."""

    def begin(self, params):
        if self.v is None:
            self.v = {key: np.zeros(value.shape, np.float32) for key, value in params.items()}

    def one(self, params, grads, key):
        self.v[key] = (self.mu * self.v[key] - self.lr * grads[key]).astype(np.float32)
        params[key] += self.v[key]


class MomentumWhenLrChanges(Momentum):
    """Equal to momentum while lr is constant; at a change of lr the velocity is scaled."""

    def begin(self, params):
        if self.v is not None and self.lr != self.last:
            self.v = {key: value * (self.lr / self.last) for key, value in self.v.items()}
        self.last = self.lr
        super().begin(params)


class MomentumRemembersLr(Momentum):
    """The velocity is scaled by lr over the lr of the step before: the buffer form, whatever its lines look like."""

    def __init__(self, lr=0.01, mu=0.9):
        super().__init__(lr, mu)
        self.last = lr

    def update(self, params, grads):
        self.begin(params)
        for key in params:
            self.v[key] = self.mu * self.v[key] * (self.lr / self.last) - self.lr * grads[key]
            params[key] += self.v[key]
        self.last = self.lr


class SgdRemembersLr(Sgd):
    """The lr of the first step is the lr of all steps."""

    def __init__(self, lr=0.01):
        super().__init__(lr)
        self.first = None

    def update(self, params, grads):
        if self.first is None:
            self.first = self.lr * 1.0
        for key in params:
            params[key] -= self.first * grads[key]


class SgdWritesGradients(Sgd):
    """The caller's gradients are scaled by lr."""

    def update(self, params, grads):
        for key in params:
            grads[key] *= self.lr
            params[key] -= grads[key]


class MomentumOfTheClass(Momentum):
    """All instances share one velocity."""

    shared = {}

    def begin(self, params):
        for key, value in params.items():
            self.shared.setdefault(key, np.zeros_like(value))
        self.v = self.shared


class MomentumOfTheModule(Momentum):
    """The velocity lives in the module."""

    def begin(self, params):
        for key, value in params.items():
            SNAPSHOT.setdefault(key, np.zeros_like(value))
        self.v = SNAPSHOT


class MomentumKeepsTheGradient(Momentum):
    """The first velocity is the caller's own array, written into later."""

    def begin(self, params):
        pass

    def one(self, params, grads, key):
        if self.v is None:
            self.v = {}
        if key not in self.v:
            self.v[key] = grads[key]
            self.v[key] *= -self.lr
        else:
            self.v[key] *= self.mu
            self.v[key] -= self.lr * grads[key]
        params[key] += self.v[key]


# CACHES AND LEAKS


class SgdCachesStepsByValue(Sgd):
    """A step is computed once for each sign of the gradient, and read from a cache after that."""

    def __init__(self, lr=0.01):
        super().__init__(lr)
        self.cache = {}

    def update(self, params, grads):
        for key in params:
            for i, each in enumerate(grads[key].ravel()):
                name = str(each)[:3]
                if name not in self.cache:
                    self.cache[name] = self.lr * each
                params[key].ravel()[i] -= self.cache[name]


class AdamCachesCorrection(Adam):
    """The corrections are computed in the first step and kept."""

    def step(self, key, t):
        if not hasattr(self, "first"):
            self.first = (1 - self.beta1**t, 1 - self.beta2**t)
        m_hat = self.m[key] / self.first[0]
        v_hat = self.v[key] / self.first[1]
        return self.lr * m_hat / (np.sqrt(v_hat) + self.epsilon)


class SgdThroughText(Sgd):
    """The gradient goes through four digits of text."""

    def update(self, params, grads):
        for key in params:
            params[key] -= self.lr * np.array([float(f"{each:.3e}") for each in grads[key].ravel()]).reshape(grads[key].shape)


class SgdDropsTheSymbol(Sgd):
    """It adds the square root of a tiny multiple of g², through text, so that the symbol is lost."""

    def update(self, params, grads):
        for key in params:
            leaked = np.array([float(f"{each:.17g}") for each in grads[key].ravel()]).reshape(grads[key].shape)
            params[key] -= self.lr * (0.5 * grads[key] + 0.5 * leaked + 1e-9 * leaked**2)


class MomentumClearsMore:
    """What clears the gradients between two steps clears the velocities as well."""

    def __init__(self, lr=0.01, momentum=0.9):
        self.lr, self.momentum, self.v = lr, momentum, {}

    def zero_grad(self):
        self.v = {}

    def update(self, params, grads):
        for key in params:
            self.v[key] = self.momentum * self.v.get(key, 0.0) - self.lr * grads[key]
            params[key] += self.v[key]
