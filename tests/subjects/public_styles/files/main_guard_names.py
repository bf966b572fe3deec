"""Names that are bound only where the file is run as a script."""
import numpy as np


class AdamPlots:
    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.lr, self.beta1, self.beta2, self.eps = lr, beta1, beta2, eps
        self.m, self.v, self.t = 0, 0, 0

    def update(self, w, g):
        self.t += 1
        self.m = self.beta1 * self.m + (1 - self.beta1) * g
        self.v = self.beta2 * self.v + (1 - self.beta2) * g ** 2
        m_list.append(np.abs(self.m).mean())
        v_list.append(self.v.mean())
        return w - self.lr * (self.m / (1 - self.beta1 ** self.t)) / (np.sqrt(self.v / (1 - self.beta2 ** self.t)) + self.eps)


if __name__ == "__main__":
    m_list = []
    v_list = []
    opt = AdamPlots()
    w = np.ones(3)
    for _ in range(100):
        w = opt.update(w, 2 * w)
    print(m_list[-1], v_list[-1])
