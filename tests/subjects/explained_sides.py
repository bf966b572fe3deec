"""SGD as careful people write it: every side that no run takes is decided by what the claim fixes, or does nothing wrong."""

import warnings

import numpy as np

DEBUG = False
NO_DECAY = ("bias", "norm")
HOOKS = []


class _Sgd:
    def __init__(self, lr=0.01):
        if lr < 0:
            raise ValueError(f"lr must not be negative: {lr}")
        self.lr, self.t = lr, 0
        # Options that are left as they are.
        self.maximize, self.clip, self.nesterov, self.name, self.skip = False, None, False, "sgd", ()
        self.dtype, self.foreach, self.hooks = None, None, []
        self.defaults = {"maximize": False, "capturable": False, "mode": "plain"}

    def update(self, params, grads):
        self.t += 1
        for key in params:
            params[key] -= self.lr * self.changed(key, params, grads)

    def changed(self, key, params, grads):
        return grads[key]


class SgdMaximize(_Sgd):
    def changed(self, key, params, grads):
        return -grads[key] if self.maximize else grads[key]


class SgdMaximizeStatement(_Sgd):
    def changed(self, key, params, grads):
        g = grads[key]
        if self.maximize:
            g = -g
        return g


class SgdOptionInADict(_Sgd):
    def changed(self, key, params, grads):
        g = grads[key]
        if self.defaults["maximize"] and not self.defaults["capturable"]:
            g = -g
        return g


class SgdLocalOption(_Sgd):
    def changed(self, key, params, grads):
        maximize, clip = self.maximize, self.clip
        g = -grads[key] if maximize else grads[key]
        if clip is not None:
            g = np.clip(g, -clip, clip)
        return g


class SgdHandedOn(_Sgd):
    def changed(self, key, params, grads):
        return _turned(grads[key], maximize=self.maximize)


def _turned(g, maximize, nesterov=False):
    if nesterov:
        g = 2 * g
    return -g if maximize else g


class SgdClipOff(_Sgd):
    def changed(self, key, params, grads):
        g = grads[key]
        if self.clip is not None:
            norm = np.sqrt(np.sum(g**2))
            if norm > self.clip:
                g = g * (self.clip / norm)
        return g


class SgdWord(_Sgd):
    def changed(self, key, params, grads):
        if self.name == "sign":
            return np.sign(grads[key])
        return grads[key]


class SgdMatchWord(_Sgd):
    def changed(self, key, params, grads):
        match self.defaults["mode"]:
            case "sign":
                return np.sign(grads[key])
            case "plain":
                return grads[key]
            case _:
                raise ValueError(self.defaults["mode"])


class SgdRaises(_Sgd):
    def changed(self, key, params, grads):
        g = grads[key]
        if g.shape != params[key].shape:
            raise ValueError(f"{key}: the gradient has shape {g.shape}")
        return g


class SgdAsserts(_Sgd):
    def changed(self, key, params, grads):
        assert grads[key].size < 10**12, "too large"
        return grads[key]


class SgdWarns(_Sgd):
    def changed(self, key, params, grads):
        if grads[key].size > 10**12:
            warnings.warn("this is large", stacklevel=2)
        return grads[key]


class SgdElseRaises(_Sgd):
    def changed(self, key, params, grads):
        if len(grads) == len(params):
            return grads[key]
        raise KeyError(key)


class SgdAbsent(_Sgd):
    def update(self, params, grads):
        for key in params:
            g = grads.get(key)
            if g is None:
                continue
            params[key] -= self.lr * g


class SgdNothing(_Sgd):
    def update(self, params, grads):
        if not params:
            return
        if len(grads) == 0:
            return
        for key in params:
            params[key] -= self.lr * grads[key]


class SgdLeftEmpty(_Sgd):
    def changed(self, key, params, grads):
        if key in self.skip:
            return 0 * grads[key]
        return grads[key]


class SgdLeftEmptyAny(_Sgd):
    def changed(self, key, params, grads):
        for word in self.skip:
            if word in key:
                return 0 * grads[key]
        return grads[key]


class SgdHooks(_Sgd):
    def changed(self, key, params, grads):
        g = grads[key]
        for hook in self.hooks:
            g = hook(g)
        return g


class SgdGlobalHooks(_Sgd):
    def changed(self, key, params, grads):
        g = grads[key]
        for hook in HOOKS:
            g = hook(g)
        return g


class SgdDebug(_Sgd):
    def changed(self, key, params, grads):
        if DEBUG:
            print(key, grads[key])
        return grads[key]


class SgdKind(_Sgd):
    def changed(self, key, params, grads):
        g = grads[key]
        if g.dtype == np.complex128:
            g = g.conj()
        if isinstance(g, np.ma.MaskedArray):
            g = g.filled(0)
        return g


class SgdDtypeOption(_Sgd):
    def changed(self, key, params, grads):
        g = grads[key]
        return g if self.dtype is None else g.astype(self.dtype)


class SgdTypeOfName(_Sgd):
    def changed(self, key, params, grads):
        if isinstance(key, tuple):
            key = key[0]
        return grads[key]


class SgdHasAttribute(_Sgd):
    def changed(self, key, params, grads):
        if hasattr(self, "schedule"):
            return self.schedule(self.t) * grads[key]
        return grads[key]


class SgdGetattr(_Sgd):
    def changed(self, key, params, grads):
        callback = getattr(self, "callback", None)
        if callback is not None:
            callback(key)
        return grads[key]


class SgdNotTried(_Sgd):
    def changed(self, key, params, grads):
        try:
            return grads[key]
        except AttributeError:
            return 0


class SgdBothSides(_Sgd):
    def changed(self, key, params, grads):
        g = grads[key]
        if g.ndim > 1:
            return g.reshape(g.shape)
        return g


class SgdLazily(_Sgd):
    def __init__(self, lr=0.01):
        super().__init__(lr)
        self.counts = None

    def changed(self, key, params, grads):
        if self.counts is None:
            self.counts = {}
        if key not in self.counts:
            self.counts[key] = True
        return grads[key]


class SgdEither(_Sgd):
    def changed(self, key, params, grads):
        rate = self.foreach or self.nesterov
        return 2 * grads[key] if rate else grads[key]


class SgdProperty(_Sgd):
    @property
    def fused(self):
        return False

    def changed(self, key, params, grads):
        return np.multiply(grads[key], 1) if self.fused else grads[key]


class SgdGlobalTuple(_Sgd):
    def changed(self, key, params, grads):
        if self.maximize and any(each in key for each in NO_DECAY):
            return -grads[key]
        return grads[key]


class SgdFinite(_Sgd):
    def update(self, params, grads):
        for key in params:
            if np.isfinite(grads[key]).all():
                params[key] -= self.lr * grads[key]
            else:
                params[key] -= self.lr * grads[key]


class SgdCache(_Sgd):
    left_out = frozenset()

    def moves(self, key):
        if not hasattr(self, "cache"):
            self.cache = {}
        if key in self.cache:
            return self.cache[key]
        if key in self.left_out:
            self.cache[key] = False
            return False
        self.cache[key] = True
        return True

    def changed(self, key, params, grads):
        return grads[key] if self.moves(key) else 0 * grads[key]


class SgdAskedFor(_Sgd):
    def __init__(self, lr=0.01, **options):
        super().__init__(lr)
        self.defaults = {"lr": lr, **options}

    def changed(self, key, params, grads):
        if self.defaults.get("centralize") or self.defaults.get("foreach", None) is False:
            return 2 * grads[key]
        return grads[key]


class SgdGathered(_Sgd):
    def gathered(self, params, grads, names=None):
        if names is None:
            names = []
        found = {name: [] for name in names}
        keys = []
        for key in params:
            keys.append(key)
            for name in names:
                if name in ("params", "grads"):
                    found[name].append((params if name == "params" else grads)[key])
        return keys, found

    def update(self, params, grads):
        keys, found = self.gathered(params, grads, names=["params", "grads"])
        for key, theta, g in zip(keys, *self.filled(found), strict=True):
            theta -= self.lr * g
            params[key] = theta

    def filled(self, lists):
        lists = lists or {}
        return [values if values else [0] for name, values in lists.items()]


class SgdNothingToDo(_Sgd):
    """Its side runs where the gradient is zero throughout and nowhere else, and the proof has followed it."""

    def changed(self, key, params, grads):
        g = grads[key]
        return g if np.any(g) else 0 * g
