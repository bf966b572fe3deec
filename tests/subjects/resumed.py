"""States that hold hyperparameters, taken by an instance that was made with others."""

import numpy as np


class Adam:
    """RIGHT: restores all"""
    restore = True
    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.lr, self.beta1, self.beta2, self.eps = lr, beta1, beta2, eps
        self.t = 0; self.m = {}; self.v = {}
        self.make()
    def make(self): pass
    def state_dict(self):
        return dict(lr=self.lr, beta1=self.beta1, beta2=self.beta2, eps=self.eps, t=self.t, m={k: a.copy() for k,a in self.m.items()}, v={k:a.copy() for k,a in self.v.items()})
    def load_state_dict(self, d):
        if self.restore:
            self.beta1, self.beta2, self.eps = d["beta1"], d["beta2"], d["eps"]
        self.t = d["t"]; self.m = {k: a.copy() for k,a in d["m"].items()}; self.v = {k: a.copy() for k,a in d["v"].items()}
    def decays(self): return self.beta1, self.beta2
    def update(self, params, grads):
        self.t += 1
        for k in params:
            b1,b2=self.decays()
            m = self.m.setdefault(k, np.zeros_like(params[k])); v = self.v.setdefault(k, np.zeros_like(params[k]))
            m[...] = b1*m+(1-b1)*grads[k]; v[...] = b2*v+(1-b2)*grads[k]**2
            params[k] -= self.lr*(m/(1-self.beta1**self.t))/(np.sqrt(v/(1-self.beta2**self.t))+self.eps)
class AdamLeaves(Adam):
    """RIGHT enough: the constructor says"""
    restore = False
class AdamHalf(Adam):
    """WRONG: averages by the constructor's, corrections by the saved ones"""
    def make(self): self.kept = (self.beta1, self.beta2)
    def decays(self): return self.kept
