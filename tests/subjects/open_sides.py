"""SGD with something behind a condition that may change between steps or users; the runs come to few of these sides."""

import numpy as np

TABLE = {"head": 2.0}


class _Sgd:
    def __init__(self, lr=0.01):
        self.lr, self.t = lr, 0

    def update(self, params, grads):
        self.t += 1
        for place, key in enumerate(params):
            params[key] -= self.lr * self.changed(place, key, params, grads)

    def changed(self, place, key, params, grads):
        return grads[key]


class SgdLarge(_Sgd):
    def changed(self, place, key, params, grads):
        g = grads[key]
        return g * 2 if g.size > 10_000_000 else g


class SgdSevenDimensions(_Sgd):
    def changed(self, place, key, params, grads):
        g = grads[key]
        if g.ndim == 7:
            return g - g.mean()
        return g


class SgdOfThatShape(_Sgd):
    def changed(self, place, key, params, grads):
        g = grads[key]
        if g.shape[0:1] == (123_457,):
            g = 2 * g
        return g


class SgdLongFirstAxis(_Sgd):
    def changed(self, place, key, params, grads):
        g = grads[key]
        rows = len(g) if g.ndim else 1
        wide = rows > 5_000_000
        return 2 * g if wide else g


class SgdHead(_Sgd):
    def changed(self, place, key, params, grads):
        g = grads[key]
        if "classifier.head" in key:
            g = 10 * g
        return g


class SgdPrefix(_Sgd):
    def changed(self, place, key, params, grads):
        return grads[key] * (0.5 if key.startswith("encoder.layer.0") else 1)


class SgdLastName(_Sgd):
    def changed(self, place, key, params, grads):
        last = key.split(".")[-1]
        return 2 * grads[key] if last == "gamma_of_norm" else grads[key]


class SgdTable(_Sgd):
    def changed(self, place, key, params, grads):
        factor = TABLE.get(key)
        if factor is not None:
            return factor * grads[key]
        return grads[key]


class SgdMembership(_Sgd):
    def changed(self, place, key, params, grads):
        return TABLE[key] * grads[key] if key in TABLE else grads[key]


class SgdPlace(_Sgd):
    def changed(self, place, key, params, grads):
        if place > 5_000:
            return 0 * grads[key]
        return grads[key]


class SgdManyParameters(_Sgd):
    def changed(self, place, key, params, grads):
        scale = 2 if len(params) > 5_000 else 1
        return scale * grads[key]


class SgdOfAList(_Sgd):
    def __init__(self, lr=0.01):
        super().__init__(lr)
        self.shapes = {}

    def changed(self, place, key, params, grads):
        self.shapes[key] = grads[key].shape
        return 2 * grads[key] if len(self.shapes) >= 5_000 else grads[key]


class SgdSquare(_Sgd):
    def changed(self, place, key, params, grads):
        g = grads[key]
        if g.ndim == 6 and g.shape[0] == g.shape[1]:
            g = (g + g.swapaxes(0, 1)) / 2
        return g


class SgdFilter(_Sgd):
    def changed(self, place, key, params, grads):
        factors = [3 for word in ("running_mean_of", "running_var_of") if word in key]
        return grads[key] * (factors[0] if factors else 1)


class SgdMatch(_Sgd):
    def changed(self, place, key, params, grads):
        match key:
            case "embedding_of_positions":
                return 2 * grads[key]
            case _:
                return grads[key]


class SgdWhile(_Sgd):
    def changed(self, place, key, params, grads):
        g, rest = grads[key], grads[key].size // 5_000_000
        while rest > 0:
            g, rest = 2 * g, rest // 2
        return g


class SgdMark(_Sgd):
    def changed(self, place, key, params, grads):
        try:
            return TABLE[key] * grads[key]
        except KeyError:
            return grads[key]


class SgdDigits(_Sgd):
    def changed(self, place, key, params, grads):
        return 2 * grads[key] if key.rstrip("0123456789") == "block" and key.endswith("77") else grads[key]


class SgdCase(_Sgd):
    def changed(self, place, key, params, grads):
        if key.upper() == "LASTLAYER":
            return -grads[key]
        return grads[key]


class SgdEither(_Sgd):
    def changed(self, place, key, params, grads):
        g = grads[key]
        if g.size > 10_000_000 or g.ndim > 8:
            g = 2 * g
        return g


class SgdHelper(_Sgd):
    def changed(self, place, key, params, grads):
        return _treated(key, grads[key])


def _treated(name, g):
    if _is_special(name):
        return 2 * g
    return g


def _is_special(name):
    return name in ("tok_embeddings", "lm_head")


class SgdOrDefault(_Sgd):
    def changed(self, place, key, params, grads):
        factor = TABLE.get(key) or 1
        return factor * grads[key]


class SgdIdentity(_Sgd):
    def changed(self, place, key, params, grads):
        return 2 * grads[key] if key is TABLE else grads[key]


class SgdChunk(_Sgd):
    def changed(self, place, key, params, grads):
        g = grads[key].copy()
        flat = g.reshape(-1)
        for start in range(4_000_000, flat.size, 4_000_000):
            flat[start:] *= 2
        return g


class SgdNumpyShape(_Sgd):
    def changed(self, place, key, params, grads):
        if np.ndim(grads[key]) > 8:
            return 2 * grads[key]
        return grads[key]


class SgdNumpySize(_Sgd):
    def changed(self, place, key, params, grads):
        if np.prod(np.shape(grads[key])) > 10_000_000:
            return 2 * grads[key]
        return grads[key]


class SgdFirstOfMany(_Sgd):
    def changed(self, place, key, params, grads):
        first = next(iter(params))
        return 2 * grads[key] if first == "conv_stem_of_it" else grads[key]


class SgdLongName(_Sgd):
    def changed(self, place, key, params, grads):
        if len(key) > 200:
            return 2 * grads[key]
        return grads[key]


class SgdAny(_Sgd):
    def changed(self, place, key, params, grads):
        if any(word in key for word in ("lora_A_of", "lora_B_of")):
            return 16 * grads[key]
        return grads[key]


class SgdCache(_Sgd):
    def moves(self, key):
        if not hasattr(self, "cache"):
            self.cache = {}
        if key in self.cache:
            return self.cache[key]
        self.cache[key] = "lora_A_of" not in key
        return self.cache[key]

    def changed(self, place, key, params, grads):
        return grads[key] if self.moves(key) else 16 * grads[key]


class _Options(dict):
    def get(self, name, otherwise=None):
        self.asked = vars(self).get("asked", 0) + 1
        return self.asked > 10_000


class SgdOwnGet(_Sgd):
    def __init__(self, lr=0.01):
        super().__init__(lr)
        self.defaults = _Options()

    def changed(self, place, key, params, grads):
        return 2 * grads[key] if self.defaults.get("centralize") else grads[key]


class SgdOneOfSizes(_Sgd):
    def changed(self, place, key, params, grads):
        for large in [each.size > 10_000_000 for each in params.values()]:
            if large:
                return 2 * grads[key]
        return grads[key]


class SgdItems(_Sgd):
    def changed(self, place, key, params, grads):
        for name, held in {key: [grads[key]]}.items():
            if name == "conv_stem_of_it":
                return 2 * held[0]
        return grads[key]


class SgdMostlyZero(_Sgd):
    """Gradients that are zero throughout come to its side, and there twice the gradient is the gradient."""

    def changed(self, place, key, params, grads):
        g = grads[key]
        return 2 * g if g.size > 20 and (g == 0).mean() > 0.9 else g


class SgdForeignBytes(_Sgd):
    def changed(self, place, key, params, grads):
        g = grads[key]
        return g if g.dtype.isnative else 2 * g


class SgdMisaligned(_Sgd):
    def changed(self, place, key, params, grads):
        return grads[key] if params[key].flags.aligned else 2 * grads[key]


class SgdWriteBack(_Sgd):
    def changed(self, place, key, params, grads):
        return 2 * grads[key] if params[key].flags["WRITEBACKIFCOPY"] else grads[key]
