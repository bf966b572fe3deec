"""Right loops over single numbers, and steps that are handed their count or their state."""
import math

import numpy as np


def adam_path(x, y, n, lr, grad, beta1=0.9, beta2=0.999, eps=1e-8):
    """The way of two numbers."""
    mx = my = vx = vy = 0.0
    path = [(x, y)]
    for t in range(1, n + 1):
        gx, gy = grad(x, y)
        mx, my = beta1 * mx + (1 - beta1) * gx, beta1 * my + (1 - beta1) * gy
        vx, vy = beta2 * vx + (1 - beta2) * gx ** 2, beta2 * vy + (1 - beta2) * gy ** 2
        c1, c2 = 1 - beta1 ** t, 1 - beta2 ** t
        x = x - lr * (mx / c1) / (np.sqrt(vx / c2) + eps)
        y = y - lr * (my / c1) / (np.sqrt(vy / c2) + eps)  # twin: y = y - lr * (my / c1) / (np.sqrt(vx / c2) + eps)
        path.append((x, y))
    return path


def rmsprop_two(grad, a, b, eta=0.01, rho=0.9, eps=1e-8, n_steps=100):
    sa, sb = 0.0, 0.0
    for _ in range(n_steps):
        ga, gb = grad(a, b)
        sa = rho * sa + (1 - rho) * ga ** 2
        sb = rho * sb + (1 - rho) * gb ** 2
        a -= eta * ga / (np.sqrt(sa) + eps)
        b -= eta * gb / (np.sqrt(sb) + eps)  # twin: b -= eta * ga / (np.sqrt(sb) + eps)
    return a, b


def momentum_xy(df, x, y, lr=0.1, mu=0.9, steps=50):
    """A list of xs and one of ys."""
    vx, vy, xs, ys = 0, 0, [x], [y]
    for _ in range(steps):
        dx, dy = df(x, y)
        vx = mu * vx - lr * dx
        vy = mu * vy - lr * dy
        x, y = x + vx, y + vy  # twin: x, y = x + vx, y + vx
        xs.append(x)
        ys.append(y)
    return xs, ys


def sgd_linear(w, b, grad_fn, learning_rate=0.01, num_iterations=1000):
    """Slope and intercept, with a function for both gradients."""
    for i in range(num_iterations):
        dw, db = grad_fn(w, b)
        w = w - learning_rate * dw
        b = b - learning_rate * db  # twin: b = b - learning_rate * dw
    return w, b


def nesterov_path(x, y, n, lr, mu, grad):
    vx = vy = 0.0
    path = [(x, y)]
    for _ in range(n):
        gx, gy = grad(x + mu * vx, y + mu * vy)  # twin: gx, gy = grad(x - mu * vx, y - mu * vy)
        vx, vy = mu * vx - lr * gx, mu * vy - lr * gy
        x, y = x + vx, y + vy
        path.append((x, y))
    return path


def adagrad_scalar(derivative, x, lr=0.1, eps=1e-8, n=50):
    h, track = 0.0, []
    for i in range(n):
        track.append(x)
        d = derivative(x)
        h = h + d * d
        x = x - lr * d / (h ** 0.5 + eps)  # twin: x = x - lr * d / (h + eps) ** 0.5 * 2
    return x, track


def adam_step_state(loss_and_grad, theta, t, state=None, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """The count begins at 1; the state is a tuple."""
    if state is None:
        state = (np.zeros_like(theta), np.zeros_like(theta))
    m, v = state
    loss, g = loss_and_grad(theta)
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g * g
    mhat, vhat = m / (1 - beta1 ** t), v / (1 - beta2 ** t)  # twin: mhat, vhat = m / (1 - beta1 ** t), v / (1 - beta1 ** t)
    theta = theta - lr * mhat / (np.sqrt(vhat) + eps)
    return theta, (m, v)


def adagrad_step(value_and_grad, x, itr, state=None, lr=0.1, eps=1e-8):
    h = np.zeros(len(x)) if state is None else state
    val, g = value_and_grad(x)
    h = h + g ** 2  # twin: h = g ** 2
    return x - lr * g / (np.sqrt(h) + eps), h


def nesterov_step(value_and_grad, x, itr, state=None, lr=0.1, mu=0.9):
    velocity = state if state is not None else np.zeros(len(x))
    val, g = value_and_grad(x + mu * velocity)  # twin: val, g = value_and_grad(x - mu * velocity)
    velocity = mu * velocity - lr * g
    x = x + velocity
    return x, velocity


class MomentumStepper:
    """The caller counts."""
    def __init__(self, lr=0.01, momentum=0.9):
        self.lr, self.momentum, self.v = lr, momentum, 0.0

    def step(self, value_and_grad, x, itr):
        value, g = value_and_grad(x)
        self.v = self.momentum * self.v - self.lr * g  # twin: self.v = self.momentum * self.v - self.lr * g * (itr + 1)
        return x + self.v


class RMSpropStepper:
    def __init__(self, lr=0.01, rho=0.9, eps=1e-8):
        self.lr, self.rho, self.eps, self.s = lr, rho, eps, None

    def step(self, f, x, itr):
        _, g = f(x)
        if itr == 0:
            self.s = np.zeros_like(x)
        self.s = self.rho * self.s + (1 - self.rho) * g ** 2
        return x - self.lr * g / (np.sqrt(self.s) + self.eps)  # twin: return x - self.lr * g / (np.sqrt(self.s + self.eps * 100) + self.eps)


class NesterovPoint:
    """`look_ahead` returns the point, and changes nothing."""
    def __init__(self, learning_rate=0.01, momentum=0.9):
        self.learning_rate, self.momentum, self.velocity = learning_rate, momentum, {}

    def look_ahead(self, params):
        return {k: p + self.momentum * self.velocity.get(k, 0) for k, p in params.items()}  # twin: return {k: p - self.momentum * self.velocity.get(k, 0) for k, p in params.items()}

    def step(self, params, grads):
        for k in params:
            self.velocity[k] = self.momentum * self.velocity.get(k, 0) - self.learning_rate * grads[k]
            params[k] = params[k] + self.velocity[k]


class NesterovFirst:
    """`lookahead` makes the velocity."""
    def __init__(self, lr=0.01, momentum=0.9):
        self.lr, self.momentum, self.velocity = lr, momentum, None

    def lookahead(self, w):
        self.velocity = np.zeros_like(w) if self.velocity is None else self.velocity
        return w - self.momentum * self.velocity

    def update(self, w, grad):
        self.velocity = self.momentum * self.velocity + self.lr * grad  # twin: self.velocity = self.momentum * self.velocity + grad
        return w - self.velocity


def adagrad_math(df, x0, lr=0.1, eps=1e-8, n=50):
    """Of numbers, which `math` takes."""
    x, h = x0, 0.0
    for _ in range(n):
        g = df(x)
        h += g ** 2  # twin: h = g ** 2
        x -= lr * g / (math.sqrt(h) + eps)
    return x


def rmsprop_math(x, y, n, lr, grad, rho=0.9, eps=1e-8):
    sx = sy = 0.0
    path = [(x, y)]
    for _ in range(n):
        gx, gy = grad(x, y)
        sx = rho * sx + (1 - rho) * gx ** 2
        sy = rho * sy + (1 - rho) * gy ** 2  # twin: sy = rho * sx + (1 - rho) * gy ** 2
        x -= lr * gx / (math.sqrt(sx) + eps)
        y -= lr * gy / (math.sqrt(sy) + eps)
        path.append((x, y))
    return path


def adam_math(grad_func, start, lr=0.1, beta1=0.9, beta2=0.999, eps=1e-8, max_iter=100, tol=1e-6):
    x = start
    m = v = 0
    for t in range(1, max_iter + 1):
        g = grad_func(x)
        if abs(g) < tol:
            break
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g * g
        x = x - lr * (m / (1 - beta1 ** t)) / (math.sqrt(v / (1 - beta2 ** t)) + eps)  # twin: x = x - lr * m / (math.sqrt(v / (1 - beta2 ** t)) + eps)
    return x


class AdamScalar:
    """One number at a time."""
    def __init__(self, lr=0.001, b1=0.9, b2=0.999, eps=1e-8):
        self.lr, self.b1, self.b2, self.eps, self.t, self.m, self.v = lr, b1, b2, eps, 0, 0.0, 0.0

    def update(self, theta, grad):
        self.t += 1
        self.m = self.b1 * self.m + (1 - self.b1) * grad
        self.v = self.b2 * self.v + (1 - self.b2) * grad * grad  # twin: self.v = self.b2 * self.v + (1 - self.b2) * abs(grad)
        m_hat = self.m / (1 - self.b1 ** self.t)
        v_hat = self.v / (1 - self.b2 ** self.t)
        return theta - self.lr * m_hat / (math.sqrt(v_hat) + self.eps)


def rmsprop_number(w, dw, s, lr=0.01, beta=0.9, eps=1e-8):
    s = beta * s + (1 - beta) * dw ** 2
    return w - lr * dw / (np.sqrt(s) + eps), s  # twin: return w - lr * dw / (s + eps), s
