"""Objects that own θ, and of which nothing tells for certain how one step of theirs is made."""

import numpy as np


class Owner:
    def __init__(self, lr=0.01, momentum=0.9):
        self.w, self.b = np.zeros(3), 0.0
        self.kw, self.kb = np.zeros(3), 0.0
        self.lr, self.momentum = lr, momentum


class MomentumFormer(Owner):
    """Its state begins at θ itself, which is zero by chance."""

    def update(self, dw, db):
        w, b = self.w.copy(), self.b
        self.w = w - self.lr * dw + self.momentum * (w - self.kw)
        self.b = b - self.lr * db + self.momentum * (b - self.kb)
        self.kw, self.kb = w, b


class AdagradLast(Owner):
    """The same by its name."""

    def __init__(self, lr=0.01, eps=1e-8):
        super().__init__(lr)
        self.eps, self.w_last, self.b_last = eps, np.zeros(3), 0.0

    def update(self, dw, db):
        self.kw += dw**2
        self.kb += db**2
        self.w = self.w_last - self.lr * dw / (np.sqrt(self.kw) + self.eps)
        self.b = self.b_last - self.lr * db / (np.sqrt(self.kb) + self.eps)
        self.w_last, self.b_last = self.w * 1, self.b * 1


class AdamCountedByFit(Owner):
    """Its steps are counted by who calls it."""

    def __init__(self, lr=0.01, beta1=0.9, beta2=0.999, eps=1e-8):
        super().__init__(lr)
        self.beta1, self.beta2, self.eps, self.t = beta1, beta2, eps, 1
        self.vw, self.vb = np.zeros(3), 0.0

    def fit(self, gradients):
        for dw, db in gradients:
            self.update(dw, db)
            self.t += 1

    def update(self, dw, db):
        self.kw = self.beta1 * self.kw + (1 - self.beta1) * dw
        self.kb = self.beta1 * self.kb + (1 - self.beta1) * db
        self.vw = self.beta2 * self.vw + (1 - self.beta2) * dw**2
        self.vb = self.beta2 * self.vb + (1 - self.beta2) * db**2
        first, second = 1 - self.beta1**self.t, 1 - self.beta2**self.t
        self.w -= self.lr * self.kw / first / (np.sqrt(self.vw / second) + self.eps)
        self.b -= self.lr * self.kb / first / (np.sqrt(self.vb / second) + self.eps)


class SgdReadsData(Owner):
    """It makes its gradients from data of its own."""

    def __init__(self, lr=0.01):
        super().__init__(lr)
        self.X, self.y, self.dw, self.db = np.ones((4, 3)), np.ones(4), np.zeros(3), 0.0

    def step(self):
        error = self.X @ self.w + self.b - self.y
        self.dw, self.db = self.X.T @ error, error.sum()
        self.w -= self.lr * self.dw
        self.b -= self.lr * self.db


class SgdTakesData(Owner):
    def update(self, X, y):
        error = X @ self.w + self.b - y
        self.w -= self.lr * X.T @ error
        self.b -= self.lr * error.sum()


class SgdSums(Owner):
    """b is one number, whose gradient comes for every example."""

    def update(self, dw, db):
        self.w -= self.lr * dw
        self.b -= self.lr * np.sum(db)


class SgdMovesOne(Owner):
    def update(self, dw, db):
        self.w -= self.lr * dw


class SgdRandomState(Owner):
    def __init__(self, lr=0.01):
        super().__init__(lr)
        self.kw = np.random.default_rng(0).normal(size=3)

    def update(self, dw, db):
        self.w -= self.lr * (dw + self.kw)
        self.b -= self.lr * db


class SgdSeveral(Owner):
    """Each of two methods may be meant."""

    def update_plain(self, dw, db):
        self.w -= self.lr * dw
        self.b -= self.lr * db

    def update_heavy(self, dw, db):
        self.kw = self.momentum * self.kw - self.lr * dw
        self.kb = self.momentum * self.kb - self.lr * db
        self.w += self.kw
        self.b += self.kb
