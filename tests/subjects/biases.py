"""Steps that take weights and biases in one call: the right way, and other ones for the biases of some sizes alone."""


class Pair:
    def __init__(self, lr=0.1):
        self.lr = lr

    def update(self, w, b, dw, db):
        return w - self.lr * dw, b - self.rate(w, b) * db

    def rate(self, w, b):
        return self.lr


class WrongPairBySize(Pair):
    def rate(self, w, b):
        return 2 * self.lr if b.size >= 20 else self.lr


class WrongPairByLength(Pair):
    def rate(self, w, b):
        return self.lr * (1 + (len(b) > 40))


class WrongPairByDimensions(Pair):
    def rate(self, w, b):
        return 2 * self.lr if b.ndim == 2 else self.lr


class WrongPairByItsWeight(Pair):
    def rate(self, w, b):
        return 2 * self.lr if w.shape[0] > 300 else self.lr


class WrongPairBetween(Pair):
    """Where no run goes."""

    def rate(self, w, b):
        return 2 * self.lr if 20 <= b.size < 30 else self.lr


class Layer:
    def __init__(self, lr=0.1):
        self.lr = lr

    def update(self, layer):
        layer.weights -= self.lr * layer.dweights
        layer.biases -= self.rate(layer) * layer.dbiases

    def rate(self, layer):
        return self.lr


class WrongLayerBySize(Layer):
    def rate(self, layer):
        return 2 * self.lr if layer.biases.size >= 20 else self.lr


class WrongLayerByNumber(Layer):
    count = 0

    def rate(self, layer):
        if not hasattr(layer, "number"):
            layer.number = self.count
            self.count += 1
        return 2 * self.lr if layer.number == 4 else self.lr


class NumberedLayer(WrongLayerByNumber):
    def rate(self, layer):
        super().rate(layer)
        return self.lr


class Layers:
    def __init__(self, lr=0.1):
        self.lr = lr

    def update(self, layers):
        for number, layer in enumerate(layers):
            layer.W -= self.lr * layer.dW
            layer.b -= self.rate(number, layers) * layer.db

    def rate(self, number, layers):
        return self.lr


class WrongFifthLayer(Layers):
    def rate(self, number, layers):
        return 2 * self.lr if number == 4 else self.lr


class WrongManyLayers(Layers):
    def rate(self, number, layers):
        return 2 * self.lr if len(layers) > 4 else self.lr
