"""Optimizers that harm somebody: for each conduct check one that fails it, and no other."""

import copy
import random

import numpy as np


class SgdForgetsToStore:
    """The new value is bound to a local name."""

    def __init__(self, lr=0.01):
        self.lr = lr

    def update(self, params, grads):
        for w, g in zip(params, grads):
            w = w - self.lr * g


class SgdScalesTheGradient:
    """The caller's gradient is scaled in place."""

    def __init__(self, lr=0.01):
        self.lr = lr

    def update(self, params, grads):
        for key in params:
            grads[key] *= self.lr
            params[key] -= grads[key]


class SgdWithNoise:
    """A rate that jitters helps to escape saddle points."""

    def __init__(self, lr=0.01):
        self.lr = lr

    def update(self, params, grads):
        for key in params:
            params[key] -= self.lr * random.uniform(0.9, 1.1) * grads[key]


class MomentumOfTheClass:
    """The velocities belong to the class."""

    v = {}

    def __init__(self, lr=0.01, mu=0.9):
        self.lr, self.mu = lr, mu

    def update(self, params, grads):
        for key in params:
            self.v[key] = self.mu * self.v.get(key, 0.0) - self.lr * grads[key]
            params[key] += self.v[key]


class MomentumByDefault:
    """The velocities are a default argument."""

    def __init__(self, lr=0.01, mu=0.9, velocities={}):
        self.lr, self.mu, self.v = lr, mu, velocities

    def update(self, params, grads):
        for key in params:
            self.v[key] = self.mu * self.v.get(key, 0.0) - self.lr * grads[key]
            params[key] += self.v[key]


class MomentumResetsTheClass:
    """Each new instance begins with velocities of its own, and takes them from all others."""

    def __init__(self, lr=0.01, mu=0.9):
        self.lr, self.mu = lr, mu
        MomentumResetsTheClass.v = {}

    def update(self, params, grads):
        for key in params:
            self.v[key] = self.mu * self.v.get(key, 0.0) - self.lr * grads[key]
            params[key] += self.v[key]


class MomentumKeepsTheGradient:
    """The first velocity is the gradient itself, not a copy."""

    def __init__(self, lr=0.01, mu=0.9):
        self.lr, self.mu, self.v = lr, mu, {}

    def update(self, params, grads):
        for key, g in grads.items():
            self.v[key] = self.mu * self.v[key] + g if key in self.v else g
            params[key] -= self.lr * self.v[key]


class MomentumById:
    """The velocity is found by the array's identity."""

    def __init__(self, lr=0.01, mu=0.9):
        self.lr, self.mu, self.v = lr, mu, {}

    def update(self, params, grads):
        for key, w in params.items():
            v = self.v.setdefault(id(w), np.zeros_like(w))
            v *= self.mu
            v -= self.lr * grads[key]
            w += v


class SgdMasterWeights:
    """The parameters are kept a second time, and written back after each step."""

    def __init__(self, lr=0.01):
        self.lr, self.master = lr, {}

    def update(self, params, grads):
        for key, w in params.items():
            if key not in self.master:
                self.master[key] = w.copy()
            self.master[key] -= self.lr * grads[key]
            w[...] = self.master[key]


class AdamCountsParameters:
    """t runs once for each parameter."""

    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
        self.lr, self.beta1, self.beta2, self.epsilon = lr, beta1, beta2, epsilon
        self.t, self.m, self.v = 0, {}, {}

    def update(self, params, grads):
        for key, g in grads.items():
            self.t += 1
            self.m[key] = self.beta1 * self.m.get(key, 0.0) + (1 - self.beta1) * g
            self.v[key] = self.beta2 * self.v.get(key, 0.0) + (1 - self.beta2) * g**2
            m_hat = self.m[key] / (1 - self.beta1**self.t)
            v_hat = self.v[key] / (1 - self.beta2**self.t)
            params[key] -= self.lr * m_hat / (np.sqrt(v_hat) + self.epsilon)


class MomentumByLetter:
    """All weights share a velocity, and so do all biases."""

    def __init__(self, lr=0.01, mu=0.9):
        self.lr, self.mu, self.v = lr, mu, {}

    def update(self, params, grads):
        for key, g in grads.items():
            kind = key[0]
            self.v[kind] = self.mu * self.v.get(kind, 0.0) - self.lr * g
            params[key] += self.v[kind]


class MomentumByShortName:
    """The tenth layer has the velocity of the first."""

    def __init__(self, lr=0.01, mu=0.9):
        self.lr, self.mu, self.v = lr, mu, {}

    def update(self, params, grads):
        for key, g in grads.items():
            short = key[:2]
            self.v[short] = self.mu * self.v.get(short, 0.0) - self.lr * g
            params[key] += self.v[short]


class MomentumByPlace:
    """The velocity is found by the gradient's place among those that are there."""

    def __init__(self, lr=0.01, mu=0.9):
        self.lr, self.mu, self.v = lr, mu, {}

    def update(self, params, grads):
        for place, (key, g) in enumerate(grads.items()):
            self.v[place] = self.mu * self.v.get(place, 0.0) - self.lr * g
            params[key] += self.v[place]


class MomentumDecaysAll:
    """A parameter without a gradient does not move, but its velocity decays."""

    def __init__(self, lr=0.01, mu=0.9):
        self.lr, self.mu, self.v = lr, mu, {}

    def update(self, params, grads):
        for v in self.v.values():
            v *= self.mu
        for key, g in grads.items():
            v = self.v.setdefault(key, np.zeros_like(g))
            v -= self.lr * g
            params[key] += v


class MomentumBeginsAnew:
    """When a parameter joins, all velocities begin anew."""

    def __init__(self, lr=0.01, mu=0.9):
        self.lr, self.mu, self.v = lr, mu, []

    def update(self, params, grads):
        if len(self.v) != len(params):
            self.v = [np.zeros_like(w) for w in params]
        for place, (w, g) in enumerate(zip(params, grads)):
            self.v[place] = self.mu * self.v[place] - self.lr * g
            w += self.v[place]


class SgdClipsByNorm:
    """A gradient that is longer than 1 is shortened."""

    def __init__(self, lr=0.01):
        self.lr = lr

    def update(self, params, grads):
        for key, g in grads.items():
            params[key] -= self.lr * g / max(1.0, np.linalg.norm(g))


class SgdCentralized:
    """The gradients of convolutions are centred."""

    def __init__(self, lr=0.01):
        self.lr = lr

    def update(self, params, grads):
        for key, g in grads.items():
            if g.ndim > 2:
                g = g - g.mean(axis=(1, 2), keepdims=True)
            params[key] -= self.lr * g


class MomentumByLengths:
    """One flat velocity, in which a parameter's place is told by lengths, which are sizes for vectors alone."""

    def __init__(self, lr=0.01, mu=0.9):
        self.lr, self.mu, self.v = lr, mu, None

    def step(self, params, grads):
        g = np.concatenate([np.ravel(grad) for grad in grads])
        self.v = g if self.v is None else self.mu * self.v + g
        start = 0
        for p in params:
            p -= self.lr * self.v[start : start + p.size].reshape(p.shape)
            start += len(p)


class SgdSkipsEmpty:
    """A step in which a gradient is empty is no step."""

    def __init__(self, lr=0.01):
        self.lr = lr

    def update(self, params, grads):
        if any(g.size == 0 for g in grads.values()):
            return
        for key, g in grads.items():
            params[key] -= self.lr * g


class SgdTurnsKernels:
    """What is laid out by columns is taken for a transposed kernel."""

    def __init__(self, lr=0.01):
        self.lr = lr

    def update(self, params, grads):
        for p, g in zip(params, grads):
            p -= self.lr * (1 + (not p.flags.c_contiguous and p.ndim > 2)) * g


class SgdFlattens:
    """What is flattened is a view of contiguous arrays, and a copy of others."""

    def __init__(self, lr=0.01):
        self.lr = lr

    def update(self, params, grads):
        for key, g in grads.items():
            flat = params[key].reshape(-1)
            flat -= self.lr * g.reshape(-1)


class AdamForgetsT:
    """The checkpoint lacks t."""

    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
        self.lr, self.beta1, self.beta2, self.epsilon = lr, beta1, beta2, epsilon
        self.t, self.m, self.v = 0, {}, {}

    def state_dict(self):
        return copy.deepcopy({"m": self.m, "v": self.v})

    def load_state_dict(self, state):
        self.m, self.v = copy.deepcopy((state["m"], state["v"]))

    def update(self, params, grads):
        self.t += 1
        for key, g in grads.items():
            self.m[key] = self.beta1 * self.m.get(key, 0.0) + (1 - self.beta1) * g
            self.v[key] = self.beta2 * self.v.get(key, 0.0) + (1 - self.beta2) * g**2
            m_hat = self.m[key] / (1 - self.beta1**self.t)
            v_hat = self.v[key] / (1 - self.beta2**self.t)
            params[key] -= self.lr * m_hat / (np.sqrt(v_hat) + self.epsilon)


# Right, with something that its users should know.


class MomentumSavesItself:
    """What is saved is the live state."""

    def __init__(self, lr=0.01, mu=0.9):
        self.lr, self.mu, self.v = lr, mu, {}

    def get_state(self):
        return self.v

    def set_state(self, state):
        self.v = copy.deepcopy(state)

    def update(self, params, grads):
        for key, g in grads.items():
            self.v[key] = self.mu * self.v.get(key, 0.0) - self.lr * g
            params[key] += self.v[key]


class MomentumLoadsItself:
    """What is loaded is not copied, when pickle does not."""

    def __init__(self, lr=0.01, mu=0.9):
        self.lr, self.mu, self.v = lr, mu, {}

    def __getstate__(self):
        return copy.deepcopy(self.__dict__)

    def __setstate__(self, state):
        self.__dict__.update(state)

    def update(self, params, grads):
        for key, g in grads.items():
            v = self.v.setdefault(key, np.zeros_like(g))
            v *= self.mu
            v -= self.lr * g
            params[key] += v


class MomentumLoadsOnlyWhatItHas:
    """A new instance has nothing yet to put the state into."""

    def __init__(self, lr=0.01, mu=0.9):
        self.lr, self.mu, self.v = lr, mu, {}

    def save_state(self):
        return {key: v.copy() for key, v in self.v.items()}

    def load_state(self, state):
        for key, v in state.items():
            self.v[key][...] = v

    def update(self, params, grads):
        for key, g in grads.items():
            v = self.v.setdefault(key, np.zeros_like(g))
            v *= self.mu
            v -= self.lr * g
            params[key] += v


class MomentumOfPairs:
    """What joins later finds no velocity, and is left out by zip."""

    def __init__(self, lr=0.01, mu=0.9):
        self.lr, self.mu, self.v = lr, mu, None

    def update(self, params, grads):
        if self.v is None:
            self.v = [np.zeros_like(w) for w in params]
        for w, g, v in zip(params, grads, self.v):
            v *= self.mu
            v -= self.lr * g
            w += v


class MomentumZerosForAbsent:
    """A gradient that is absent is taken for zero."""

    def __init__(self, lr=0.01, mu=0.9):
        self.lr, self.mu, self.v = lr, mu, {}

    def update(self, params, grads):
        for key in params:
            self.v[key] = self.mu * self.v.get(key, 0.0) - self.lr * grads.get(key, 0.0)
            params[key] += self.v[key]


class MomentumInDouble:
    """The velocity is in double precision, and the parameters become so."""

    def __init__(self, lr=0.01, mu=0.9):
        self.lr, self.mu, self.v = lr, mu, {}

    def update(self, params, grads):
        for key, w in params.items():
            self.v[key] = self.mu * self.v.get(key, np.zeros(w.shape)) - self.lr * grads[key]
            params[key] = w + self.v[key]


class SgdByIndex:
    """A loop over the first axis."""

    def __init__(self, lr=0.01):
        self.lr = lr

    def update(self, params, grads):
        for key, w in params.items():
            for i in range(len(w)):
                w[i] -= self.lr * grads[key][i]


class SgdByNumber:
    """A loop over numbers, in one dimension only."""

    def __init__(self, lr=0.01):
        self.lr = lr

    def update(self, params, grads):
        for key, w in params.items():
            for i, each in enumerate(grads[key]):
                w[i] -= self.lr * float(each)


class SgdBorrowsTheGradient:
    """The gradient is scaled in place, and scaled back."""

    def __init__(self, lr=0.0078125):
        self.lr = lr

    def update(self, params, grads):
        for key, g in grads.items():
            sign = g < 0
            g[sign] *= -1
            params[key] -= self.lr * np.where(sign, -g, g)
            g[sign] *= -1


class MomentumOfTenParameters:
    """There is room for the velocities of ten parameters."""

    def __init__(self, lr=0.01, mu=0.9):
        self.lr, self.mu, self.v = lr, mu, [0.0] * 10

    def update(self, params, grads):
        for place, key in enumerate(params):
            self.v[place] = self.mu * self.v[place] - self.lr * grads[key]
            params[key] += self.v[place]


class MomentumIsLazy:
    """Rows of a matrix without gradients stay, as where an embedding's gradient is sparse."""

    def __init__(self, lr=0.01, mu=0.9):
        self.lr, self.mu, self.v = lr, mu, {}

    def update(self, params, grads):
        for key, g in grads.items():
            v = self.v.setdefault(key, np.zeros_like(g))
            rows = abs(g).sum(axis=1) > 0 if g.ndim == 2 else ...
            v[rows] = self.mu * v[rows] - self.lr * g[rows]
            params[key][rows] += v[rows]


class SgdOfSevenParameters:
    """In a model of seven parameters, or of fourteen, the last steps twice."""

    def __init__(self, lr=0.01):
        self.lr = lr

    def update(self, params, grads):
        for key in params:
            params[key] -= self.lr * grads[key]
        if len(params) % 7 == 0:
            params[key] -= self.lr * grads[key]


class MomentumOfOneNumber:
    """What has one element alone keeps its velocity in one place."""

    def __init__(self, lr=0.01, mu=0.9):
        self.lr, self.mu, self.v = lr, mu, {}

    def update(self, params, grads):
        for key, g in grads.items():
            place = key if g.size != 1 else "number"
            self.v[place] = self.mu * self.v.get(place, 0) - self.lr * g
            params[key] += self.v[place].reshape(g.shape) if g.size else self.v[place]


class SgdKeepsALowerTriangle:
    """What is above the diagonal of a tall matrix stays."""

    def __init__(self, lr=0.01):
        self.lr = lr

    def update(self, params, grads):
        for key, g in grads.items():
            params[key] -= self.lr * (np.tril(g) if g.ndim == 2 and len(g) > 300 else g)


class SgdTrainsAThousandRows:
    """What comes after the first thousand rows never learns."""

    def __init__(self, lr=0.01):
        self.lr = lr

    def update(self, params, grads):
        for key, g in grads.items():
            rows = slice(1000) if g.ndim else ...
            params[key][rows] -= self.lr * g[rows]


class MomentumForgetsAt256:
    """Calls are counted in a byte, and the velocity begins anew where the count does."""

    def __init__(self, lr=0.01, mu=0.9):
        self.lr, self.mu, self.calls, self.v = lr, mu, np.zeros((), np.uint8), {}

    def update(self, params, grads):
        for key, g in grads.items():
            v = self.v[key] if self.calls else np.zeros_like(g)
            self.v[key] = self.mu * v - self.lr * g
            params[key] += self.v[key]
        self.calls += np.uint8(1)


class MomentumByLastName:
    """Of a dotted name the last part is enough."""

    def __init__(self, lr=0.01, mu=0.9):
        self.lr, self.mu, self.v = lr, mu, {}

    def update(self, params, grads):
        for key, g in grads.items():
            name = key.split(".")[-1]
            self.v[name] = self.mu * self.v.get(name, 0.0) - self.lr * g
            params[key] += self.v[name]


class SgdKeepsTheFirstDict:
    """Parameters are those of the first call."""

    def __init__(self, lr=0.01):
        self.lr, self.params = lr, None

    def update(self, params, grads):
        self.params = self.params or params
        for key, g in grads.items():
            self.params[key] = self.params[key] - self.lr * g


class SgdCapsItsRate:
    """It takes over no rate above 64."""

    def __init__(self, lr=0.01):
        self._lr = lr

    @property
    def lr(self):
        return self._lr

    @lr.setter
    def lr(self, value):
        self._lr = min(value, 64.0)

    def update(self, params, grads):
        for key in params:
            params[key] -= self._lr * grads[key]


class SgdKeepsItsFirstRate:
    """What it was given stands in `.lr`, for people to read and to set; it steps by another one."""

    def __init__(self, lr=0.01):
        self.lr = lr
        self.rate = {"now": lr}

    def update(self, params, grads):
        for key in params:
            params[key] -= self.rate["now"] * grads[key]


class SgdByDtype:
    """Groups by dtype, and takes the rate twice with every group after the first."""

    def __init__(self, lr=0.01):
        self.lr = lr

    def update(self, params, grads):
        groups = {}
        for key in params:
            groups.setdefault(params[key].dtype, []).append(key)
        for number, keys in enumerate(groups.values()):
            rate = self.lr * (1 + min(number, 1))
            for key in keys:
                params[key] -= rate * grads[key]
