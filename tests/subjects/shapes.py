"""Optimizers in every shape that people write: the right ones, and below each a wrong one."""

from collections import defaultdict, namedtuple
from dataclasses import dataclass
from itertools import count, repeat
from typing import NamedTuple

import numpy as np

# Whole loops.


def adam_minimize(f, x0, grad, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8, max_iter=1000, tol=1e-6):
    x = np.asarray(x0, dtype=float)
    m = np.zeros_like(x)
    v = np.zeros_like(x)
    previous = f(x)
    for t in range(1, max_iter + 1):
        g = grad(x)
        if np.linalg.norm(g) < tol:
            break
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        x = x - learning_rate * (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + eps)
        current = f(x)
        if abs(previous - current) < tol:
            break
        previous = current
    return x, previous


def adam_minimize_uncorrected(f, x0, grad, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8, max_iter=1000):
    x = np.asarray(x0, dtype=float)
    m, v = np.zeros_like(x), np.zeros_like(x)
    for t in range(1, max_iter + 1):
        g = grad(x)
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        x = x - learning_rate * m / (np.sqrt(v) + eps)
    return x, f(x)


def sgd_descend(gradient, start, learn_rate=0.1, n_iter=50, tolerance=1e-6):
    vector = np.array(start, dtype=float)
    for _ in range(n_iter):
        diff = -learn_rate * np.array(gradient(vector))
        if np.all(np.abs(diff) <= tolerance):
            break
        vector += diff
    return vector if vector.shape else vector.item()


def momentum_value_and_gradient(fun, w, alpha=0.1, beta=0.9, num_iters=100):
    z = np.zeros_like(w)
    history = []
    for i in range(num_iters):
        cost, g = fun(w)
        history.append(cost)
        z = beta * z + g
        w = w - alpha * z
    return w, history


def sgd_while_steep(grad, x, lr=0.1, precision=1e-6):
    while np.linalg.norm(grad(x)) > precision:
        x = x - lr * grad(x)
    return x


def nesterov_lookahead_loop(grad_f, theta0, lr=0.01, momentum=0.9, n_steps=100):
    theta, v = theta0.copy(), np.zeros_like(theta0)
    for _ in range(n_steps):
        v = momentum * v - lr * grad_f(theta + momentum * v)
        theta = theta + v
    return theta


def nesterov_lookahead_path(gradf, x0, lr=0.1, momentum=0.9, max_iter=100):
    xs, x, v = [x0], x0, np.zeros_like(x0)
    for _ in range(max_iter):
        v = momentum * v - lr * gradf(x + momentum * v)
        x = x + v
        xs.append(x)
    return xs


def adam_solver(f, grad_f, x0, lr=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-8, max_iter=100, tol=1e-5):
    x, m, v, t = x0.copy(), np.zeros(x0.shape), np.zeros(x0.shape), 0
    while t < max_iter:
        t += 1
        g = grad_f(x)
        m = beta_1 * m + (1 - beta_1) * g
        v = beta_2 * v + (1 - beta_2) * g**2
        x_new = x - lr * (m / (1 - beta_1**t)) / (np.sqrt(v / (1 - beta_2**t)) + epsilon)
        if np.linalg.norm(x_new - x) < tol or abs(f(x_new) - f(x)) < tol:
            break
        x = x_new
    return x, f(x), t


def nesterov_lookahead_backwards(grad_f, theta0, lr=0.01, momentum=0.9, n_steps=100):
    theta, v = theta0.copy(), np.zeros_like(theta0)
    for _ in range(n_steps):
        v = momentum * v - lr * grad_f(theta - momentum * v)
        theta = theta + v
    return theta


class RmspropMinimizer:
    """The number of steps belongs to the object, the gradient to the function."""

    def __init__(self, lr=0.01, rho=0.9, epsilon=1e-8, max_iterations=100, verbose=False):
        self.lr, self.rho, self.epsilon = lr, rho, epsilon
        self.max_iterations, self.verbose = max_iterations, verbose
        self.path = []

    def minimize(self, objective, x0):
        x = np.copy(x0)
        average = np.zeros_like(x)
        for i in range(self.max_iterations):
            g = objective.gradient(x)
            average = self.rho * average + (1 - self.rho) * g * g
            x -= self.lr * g / (np.sqrt(average) + self.epsilon)
            self.path.append(x.copy())
            if self.verbose:
                print(i, objective(x))
        return x


class RmspropMinimizerSummed(RmspropMinimizer):
    def minimize(self, objective, x0):
        x = np.copy(x0)
        average = np.zeros_like(x)
        for _ in range(self.max_iterations):
            g = objective.gradient(x)
            average += self.rho * average + (1 - self.rho) * g * g
            x -= self.lr * g / (np.sqrt(average) + self.epsilon)
        return x


class AdagradOwnLoop:
    """Everything is given to the constructor; `while` counts by itself."""

    def __init__(self, func, grad_func, init_x, lr=0.1, eps=1e-8, n_epochs=100):
        self.func, self.grad_func, self.x = func, grad_func, init_x
        self.lr, self.eps, self.n_epochs = lr, eps, n_epochs

    def run(self):
        x, total, epoch = self.x.copy(), np.zeros_like(self.x), 0
        while epoch < self.n_epochs:
            g = self.grad_func(x)
            total += g**2
            x = x - self.lr * g / (np.sqrt(total) + self.eps)
            epoch += 1
        return x


class NesterovStepper:
    """One step at each call, and the gradient is asked for where it is wanted."""

    def __init__(self, lr=0.01, momentum=0.9):
        self.lr, self.momentum, self.velocity = lr, momentum, None

    def step(self, params, grad_fn):
        if self.velocity is None:
            self.velocity = np.zeros_like(params)
        g = grad_fn(params + self.momentum * self.velocity)
        self.velocity = self.momentum * self.velocity - self.lr * g
        return params + self.velocity


class NesterovStepperAtTheta(NesterovStepper):
    def step(self, params, grad_fn):
        if self.velocity is None:
            self.velocity = np.zeros_like(params)
        g = grad_fn(params)
        self.velocity = self.momentum * self.velocity - self.lr * g
        return params + self.velocity


# State in, state out.


def initialize_adam_state(parameters):
    layers = len(parameters) // 2
    first, second = {}, {}
    for layer in range(1, layers + 1):
        for letter in ("W", "b"):
            first[f"d{letter}{layer}"] = np.zeros(parameters[f"{letter}{layer}"].shape)
            second[f"d{letter}{layer}"] = np.zeros(parameters[f"{letter}{layer}"].shape)
    return first, second


def adam_dicts(parameters, grads, v, s, t, learning_rate=0.01, beta1=0.9, beta2=0.999, epsilon=1e-8):
    for layer in range(1, len(parameters) // 2 + 1):
        for letter in ("W", "b"):
            key = f"d{letter}{layer}"
            v[key] = beta1 * v[key] + (1 - beta1) * grads[key]
            s[key] = beta2 * s[key] + (1 - beta2) * grads[key] ** 2
            v_hat = v[key] / (1 - beta1**t)
            s_hat = s[key] / (1 - beta2**t)
            parameters[f"{letter}{layer}"] = parameters[f"{letter}{layer}"] - learning_rate * v_hat / (np.sqrt(s_hat) + epsilon)
    return parameters, v, s


def adam_dicts_swapped(parameters, grads, v, s, t, learning_rate=0.01, beta1=0.9, beta2=0.999, epsilon=1e-8):
    for layer in range(1, len(parameters) // 2 + 1):
        for letter in ("W", "b"):
            key = f"d{letter}{layer}"
            v[key] = beta2 * v[key] + (1 - beta2) * grads[key]
            s[key] = beta1 * s[key] + (1 - beta1) * grads[key] ** 2
            v_hat = v[key] / (1 - beta1**t)
            s_hat = s[key] / (1 - beta2**t)
            parameters[f"{letter}{layer}"] = parameters[f"{letter}{layer}"] - learning_rate * v_hat / (np.sqrt(s_hat) + epsilon)
    return parameters, v, s


def adam_arrays(theta, g, m, v, t, lr=0.001, b1=0.9, b2=0.999, eps=1e-8):
    m_new = b1 * m + (1 - b1) * g
    v_new = b2 * v + (1 - b2) * g**2
    theta_new = theta - lr * (m_new / (1 - b1**t)) / (np.sqrt(v_new / (1 - b2**t)) + eps)
    return theta_new, m_new, v_new


def momentum_velocity_first(velocity, w, dw, lr=0.1, mu=0.9):
    velocity = mu * velocity - lr * dw
    return velocity, w + velocity


def momentum_velocity_first_forgotten(velocity, w, dw, lr=0.1, mu=0.9):
    step = mu * velocity - lr * dw
    return step - step, w + step


def rmsprop_step_only(grad, cache, learning_rate, decay_rate=0.9, epsilon=1e-8):
    cache = decay_rate * cache + (1 - decay_rate) * grad**2
    return learning_rate * grad / (np.sqrt(cache) + epsilon), cache


AdamState = namedtuple("AdamState", "step m v")


def adam_init(params):
    return AdamState(0, np.zeros_like(params), np.zeros_like(params))


def adam_named(params, grad, state, lr=0.001, b1=0.9, b2=0.999, eps=1e-8):
    step = state.step + 1
    m = b1 * state.m + (1 - b1) * grad
    v = b2 * state.v + (1 - b2) * grad * grad
    params = params - lr * (m / (1 - b1**step)) / (np.sqrt(v / (1 - b2**step)) + eps)
    return params, AdamState(step, m, v)


@dataclass
class Averages:
    square: np.ndarray


class RmspropDataclass:
    """Pure methods, with the state in a dataclass."""

    def __init__(self, lr=0.01, decay=0.9, eps=1e-8):
        self.lr, self.decay, self.eps = lr, decay, eps

    def init_state(self, params):
        return Averages(np.zeros_like(params))

    def update(self, params, grads, state):
        square = self.decay * state.square + (1 - self.decay) * grads**2
        return params - self.lr * grads / (np.sqrt(square) + self.eps), Averages(square)


class RmspropDataclassOnes(RmspropDataclass):
    def init_state(self, params):
        return Averages(np.ones_like(params))


# Weights and biases apart.


class MomentumWeightsBiases:
    def __init__(self, lr=0.01, beta=0.9):
        self.lr, self.beta = lr, beta
        self.v_dw, self.v_db = 0, 0

    def update(self, w, b, dw, db):
        self.v_dw = self.beta * self.v_dw + (1 - self.beta) * dw
        self.v_db = self.beta * self.v_db + (1 - self.beta) * db
        return w - self.lr * self.v_dw, b - self.lr * self.v_db


class MomentumWeightsBiasesUneven(MomentumWeightsBiases):
    def update(self, w, b, dw, db):
        self.v_dw = self.beta * self.v_dw + (1 - self.beta) * dw
        self.v_db = self.beta * self.v_db + db
        return w - self.lr * self.v_dw, b - self.lr * self.v_db


class AdamWeightsBiasesAtStep:
    """The step comes first, everything in place."""

    def __init__(self, eta=0.01, beta1=0.9, beta2=0.999, epsilon=1e-8):
        self.eta, self.beta1, self.beta2, self.epsilon = eta, beta1, beta2, epsilon
        self.m = self.v = None

    def update(self, t, weights, bias, grad_weights, grad_bias):
        if self.m is None:
            self.m = [np.zeros_like(weights), np.zeros_like(bias)]
            self.v = [np.zeros_like(weights), np.zeros_like(bias)]
        for i, (p, g) in enumerate(((weights, grad_weights), (bias, grad_bias))):
            self.m[i] = self.beta1 * self.m[i] + (1 - self.beta1) * g
            self.v[i] = self.beta2 * self.v[i] + (1 - self.beta2) * g**2
            p -= self.eta * (self.m[i] / (1 - self.beta1**t)) / (np.sqrt(self.v[i] / (1 - self.beta2**t)) + self.epsilon)


# Pairs of functions.


class Transformation(NamedTuple):
    init: object
    update: object


def adam_transformation(learning_rate=1e-3, b1=0.9, b2=0.999, eps=1e-8):
    def init(params):
        return {"count": 0, "mu": np.zeros_like(params), "nu": np.zeros_like(params)}

    def update(grads, state, params=None):
        count = state["count"] + 1
        mu = b1 * state["mu"] + (1 - b1) * grads
        nu = b2 * state["nu"] + (1 - b2) * grads**2
        updates = -learning_rate * (mu / (1 - b1**count)) / (np.sqrt(nu / (1 - b2**count)) + eps)
        return updates, {"count": count, "mu": mu, "nu": nu}

    return Transformation(init, update)


def adam_transformation_counts_late(learning_rate=1e-3, b1=0.9, b2=0.999, eps=1e-8):
    def init(params):
        return {"count": 1, "mu": np.zeros_like(params), "nu": np.zeros_like(params)}

    return Transformation(init, adam_transformation(learning_rate, b1, b2, eps).update)


def momentum_triple(step_size, mass=0.9):
    def init(x0):
        return x0, np.zeros_like(x0)

    def update(i, g, state):
        x, velocity = state
        velocity = mass * velocity + g
        return x - step_size * velocity, velocity

    def get_params(state):
        return state[0]

    return init, update, get_params


# Layers and networks.


class AdamNetwork:
    """Owns the network; the step takes nothing."""

    def __init__(self, model, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.model, self.lr, self.beta1, self.beta2, self.eps = model, lr, beta1, beta2, eps
        self.t = 0
        self.m = [{k: np.zeros_like(p) for k, p in layer.params.items()} for layer in model.layers]
        self.v = [{k: np.zeros_like(p) for k, p in layer.params.items()} for layer in model.layers]

    def step(self):
        self.t += 1
        for i, layer in enumerate(self.model.layers):
            for k in layer.params:
                g = layer.grads[k]
                self.m[i][k] = self.beta1 * self.m[i][k] + (1 - self.beta1) * g
                self.v[i][k] = self.beta2 * self.v[i][k] + (1 - self.beta2) * g**2
                m_hat = self.m[i][k] / (1 - self.beta1**self.t)
                v_hat = self.v[i][k] / (1 - self.beta2**self.t)
                layer.params[k] -= self.lr * m_hat / (np.sqrt(v_hat) + self.eps)


class AdamNetworkCountsLayers(AdamNetwork):
    def step(self):
        for i, layer in enumerate(self.model.layers):
            for k in layer.params:
                self.t += 1
                g = layer.grads[k]
                self.m[i][k] = self.beta1 * self.m[i][k] + (1 - self.beta1) * g
                self.v[i][k] = self.beta2 * self.v[i][k] + (1 - self.beta2) * g**2
                m_hat = self.m[i][k] / (1 - self.beta1**self.t)
                v_hat = self.v[i][k] / (1 - self.beta2**self.t)
                layer.params[k] -= self.lr * m_hat / (np.sqrt(v_hat) + self.eps)


class MomentumLayerLists:
    """`layer.params` and `layer.grads` are lists, and the layers come with each call."""

    def __init__(self, lr=0.01, momentum=0.9):
        self.lr, self.momentum, self.v = lr, momentum, {}

    def update(self, layers):
        for i, layer in enumerate(layers):
            for j, (p, g) in enumerate(zip(layer.params, layer.grads)):
                self.v[i, j] = self.momentum * self.v.get((i, j), 0) - self.lr * g
                p += self.v[i, j]


class RmspropLayer:
    """The averages hang on the layer."""

    def __init__(self, lr=0.01, rho=0.9, eps=1e-8):
        self.lr, self.rho, self.eps = lr, rho, eps

    def update(self, layer):
        if not hasattr(layer, "sdW"):
            layer.sdW = np.zeros_like(layer.W)
            layer.sdb = np.zeros_like(layer.b)
        layer.sdW = self.rho * layer.sdW + (1 - self.rho) * layer.dW**2
        layer.sdb = self.rho * layer.sdb + (1 - self.rho) * layer.db**2
        layer.W -= self.lr * layer.dW / (np.sqrt(layer.sdW) + self.eps)
        layer.b -= self.lr * layer.db / (np.sqrt(layer.sdb) + self.eps)


class RmspropLayerMixed(RmspropLayer):
    def update(self, layer):
        if not hasattr(layer, "sdW"):
            layer.sdW = np.zeros_like(layer.W)
            layer.sdb = np.zeros_like(layer.b)
        layer.sdW = self.rho * layer.sdW + (1 - self.rho) * layer.dW**2
        layer.sdb = self.rho * layer.sdb + (1 - self.rho) * layer.db
        layer.W -= self.lr * layer.dW / (np.sqrt(layer.sdW) + self.eps)
        layer.b -= self.lr * layer.db / (np.sqrt(np.abs(layer.sdb)) + self.eps)


class AdagradValues:
    """Parameters with `.value` and `.gradient`."""

    def __init__(self, parameters, lr=0.01, eps=1e-8):
        self.parameters, self.lr, self.eps = list(parameters), lr, eps
        self.sums = [np.zeros_like(p.value) for p in self.parameters]

    def step(self):
        for p, s in zip(self.parameters, self.sums):
            s += p.gradient**2
            p.value -= self.lr * p.gradient / (np.sqrt(s) + self.eps)


class SgdHooks:
    """lr decays by a counter that the caller moves; without decay it stays."""

    def __init__(self, learning_rate=1.0, decay=0.0):
        self.learning_rate, self.decay, self.iterations = learning_rate, decay, 0
        self.current_learning_rate = learning_rate

    def pre_update_params(self):
        if self.decay:
            self.current_learning_rate = self.learning_rate / (1 + self.decay * self.iterations)

    def update_params(self, layer):
        layer.weights += -self.current_learning_rate * layer.dweights
        layer.biases += -self.current_learning_rate * layer.dbiases

    def post_update_params(self):
        self.iterations += 1


# Generators and closures.


def adam_generator(lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    x = yield
    m, v = np.zeros_like(x), np.zeros_like(x)
    for t in count(1):
        g = yield x
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        x = x - lr * (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + eps)


def adam_generator_from_zero(lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    x = yield
    m, v = np.zeros_like(x), np.zeros_like(x)
    for t in count(2):
        g = yield x
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        x = x - lr * (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + eps)


def momentum_generator_steps(x0, lr=0.1, mu=0.9):
    v = np.zeros_like(x0)
    step = None
    while True:
        g = yield step
        v = mu * v + lr * g
        step = -v


def adam_generator_of_gradients(lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    m = v = t = 0
    step = None
    while True:
        g = yield step
        t += 1
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        step = -lr * (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + eps)


def momentum_generator_of_pairs(lr=0.01, mu=0.9):
    v, after = 0.0, None
    while True:
        w, g = yield after
        v = mu * v - lr * g
        after = w + v


# As in a book that hands the state and the hyperparameters to functions.


def adam_of_states(params, states, hyperparams):
    beta1, beta2, eps = 0.9, 0.999, 1e-6
    for p, (v, s) in zip(params, states):
        v[:] = beta1 * v + (1 - beta1) * p.grad
        s[:] = beta2 * s + (1 - beta2) * np.square(p.grad)
        v_hat = v / (1 - beta1 ** hyperparams["t"])
        s_hat = s / (1 - beta2 ** hyperparams["t"])
        p.data[:] -= hyperparams["lr"] * v_hat / (np.sqrt(s_hat) + eps)
    hyperparams["t"] += 1


def adam_of_states_uncorrected(params, states, hyperparams):
    beta1, beta2, eps = 0.9, 0.999, 1e-6
    for p, (v, s) in zip(params, states):
        v[:] = beta1 * v + (1 - beta1) * p.grad
        s[:] = beta2 * s + (1 - beta2) * np.square(p.grad)
        p.data[:] -= hyperparams["lr"] * v / (np.sqrt(s) + eps)
    hyperparams["t"] += 1


def rmsprop_of_states_and_gradients(params, grads, states, hyperparams):
    gamma = hyperparams["gamma"]
    for p, g, s in zip(params, grads, states):
        s[:] = gamma * s + (1 - gamma) * g**2
        p[:] -= hyperparams["lr"] * g / (np.sqrt(s) + hyperparams["eps"])


# Whole training, whose order of data is drawn.


def momentum_trains(net, X, y, lr=0.01, epochs=10, batch_size=2):
    velocity = {key: np.zeros_like(each) for key, each in net.params.items()}
    for _ in range(epochs):
        order = np.random.default_rng(0).permutation(len(X))
        for i in range(0, len(X), batch_size):
            grads = net.gradient(X[order[i : i + batch_size]], y[order[i : i + batch_size]])
            for key in net.params:
                velocity[key] = 0.9 * velocity[key] - lr * grads[key]
                net.params[key] += velocity[key]


def rmsprop_closure(lr=0.01, rho=0.9, eps=1e-8):
    average = 0.0

    def step(gradient):
        nonlocal average
        average = rho * average + (1 - rho) * gradient**2
        return lr * gradient / (np.sqrt(average) + eps)

    return step


class AdagradSized:
    """Wants sizes, and its method has a name of its own."""

    def __init__(self, n_rows, n_cols, lr=0.1, epsilon=1e-8):
        self.lr, self.epsilon = lr, epsilon
        self.total = np.zeros((n_rows, n_cols))

    def descend_along(self, weight, weight_gradient):
        self.total += weight_gradient**2
        return weight - self.lr * weight_gradient / (np.sqrt(self.total) + self.epsilon)


class AdamPositional:
    def __init__(self, lr, b1=0.9, b2=0.999, eps=1e-8, /):
        self.lr, self.b1, self.b2, self.eps, self.t = lr, b1, b2, eps, 0
        self.m = self.v = 0.0

    def calc_update(self, gradient):
        self.t += 1
        self.m = self.b1 * self.m + (1 - self.b1) * gradient
        self.v = self.b2 * self.v + (1 - self.b2) * gradient**2
        return -self.lr * (self.m / (1 - self.b1**self.t)) / (np.sqrt(self.v / (1 - self.b2**self.t)) + self.eps)


class MomentumKeywords:
    def __init__(self, **kwargs):
        self.lr = kwargs.get("lr", 0.01)
        self.momentum = kwargs["momentum"] if "momentum" in kwargs else 0.9
        self.v = 0

    def get_gradients(self, grads):
        self.v = self.momentum * self.v + self.lr * grads
        return self.v


class Stranger:
    """Nothing tells how this is driven."""

    def __init__(self, lr=0.1):
        self.lr, self.jobs = lr, []

    def enqueue(self, bundle):
        self.jobs.append(bundle)

    def flush(self):
        for array, slope in self.jobs:
            array -= self.lr * slope
        self.jobs.clear()


# Iterators that ask for gradients, and change the parameter in place.


class Descent:
    """`for info in optimizer`: each item is a step."""

    def __init__(self, wrt, fprime, args=None):
        self.wrt, self.fprime, self.n_iter = wrt, fprime, 0
        self.args = repeat(([], {})) if args is None else args

    def __iter__(self):
        for args, kwargs in self.args:
            gradient = self.advance(*args, **kwargs)
            self.n_iter += 1
            yield {"n_iter": self.n_iter, "gradient": gradient, "args": args, "kwargs": kwargs}


class AdamIterator(Descent):
    def __init__(self, wrt, fprime, step_rate=0.001, decay_mom1=0.1, decay_mom2=0.001, offset=1e-8, args=None):
        super().__init__(wrt, fprime, args=args)
        self.step_rate, self.decay_mom1, self.decay_mom2, self.offset = step_rate, decay_mom1, decay_mom2, offset
        self.mom1 = self.mom2 = 0

    def advance(self, *args, **kwargs):
        t = self.n_iter + 1
        gradient = self.fprime(self.wrt, *args, **kwargs)
        self.mom1 = self.decay_mom1 * gradient + (1 - self.decay_mom1) * self.mom1
        self.mom2 = self.decay_mom2 * gradient**2 + (1 - self.decay_mom2) * self.mom2
        first = self.mom1 / (1 - (1 - self.decay_mom1) ** t)
        second = self.mom2 / (1 - (1 - self.decay_mom2) ** t)
        self.wrt -= self.step_rate * first / (second**0.5 + self.offset)
        return gradient


class AdamIteratorOffsets(AdamIterator):
    """The offset in the corrections as well."""

    def advance(self, *args, **kwargs):
        t = self.n_iter + 1
        gradient = self.fprime(self.wrt, *args, **kwargs)
        self.mom1 = self.decay_mom1 * gradient + (1 - self.decay_mom1) * self.mom1
        self.mom2 = self.decay_mom2 * gradient**2 + (1 - self.decay_mom2) * self.mom2
        first = self.mom1 / (1 - (1 - self.decay_mom1) ** t + self.offset)
        second = self.mom2 / (1 - (1 - self.decay_mom2) ** t + self.offset)
        self.wrt -= self.step_rate * first / (second**0.5 + self.offset)
        return gradient


class NesterovIterator(Descent):
    """It moves ahead before it asks."""

    def __init__(self, wrt, fprime, step_rate=0.1, momentum=0.9, args=None):
        super().__init__(wrt, fprime, args=args)
        self.step_rate, self.momentum, self.step = step_rate, momentum, 0

    def advance(self, *args, **kwargs):
        ahead = self.momentum * self.step
        self.wrt -= ahead
        gradient = self.fprime(self.wrt, *args, **kwargs)
        self.wrt -= self.step_rate * gradient
        self.step = ahead + self.step_rate * gradient
        return gradient


class NesterovIteratorForgets(NesterovIterator):
    def advance(self, *args, **kwargs):
        ahead = self.momentum * self.step
        self.wrt -= ahead
        gradient = self.fprime(self.wrt, *args, **kwargs)
        self.wrt -= self.step_rate * gradient
        self.step = self.step_rate * gradient
        return gradient


def adagrad_iterates(grad, x0, lr=0.1, eps=1e-8):
    """A generator of iterates that asks for its gradients."""
    x, total = x0.copy(), np.zeros_like(x0)
    while True:
        g = grad(x)
        total = total + g**2
        x = x - lr * g / (np.sqrt(total) + eps)
        yield x


def adagrad_iterates_unrooted(grad, x0, lr=0.1, eps=1e-8):
    x, total = x0.copy(), np.zeros_like(x0)
    while True:
        g = grad(x)
        total = total + g**2
        x = x - lr * g / (total + eps)
        yield x


# Objects, and gradients beside them.


class AdamVariables:
    """`gradients[variable]` is the gradient of `variable.array`."""

    def __init__(self, alpha=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.alpha, self.beta1, self.beta2, self.eps = alpha, beta1, beta2, eps
        self.t, self.m, self.v = defaultdict(int), defaultdict(float), defaultdict(float)

    def training_step(self, variables, gradients):
        for x in variables:
            self.t[x] += 1
            self.m[x] = self.beta1 * self.m[x] + (1 - self.beta1) * gradients[x]
            self.v[x] = self.beta2 * self.v[x] + (1 - self.beta2) * gradients[x] ** 2
            m_hat = self.m[x] / (1 - self.beta1 ** self.t[x])
            v_hat = self.v[x] / (1 - self.beta2 ** self.t[x])
            x.array = x.array - self.alpha * m_hat / (np.sqrt(v_hat) + self.eps)


def sgd_learnables(learnables, grads, lr=0.01):
    for each in learnables:
        each.value -= lr * grads[each]


def sgd_learnables_uphill(learnables, grads, lr=0.01):
    for each in learnables:
        each.value += lr * grads[each]


class MomentumDataGrad:
    """Parameters with `.data` and `.grad`."""

    def __init__(self, params, lr=0.01, momentum=0.9):
        self.params, self.lr, self.momentum = params, lr, momentum
        self.buffers = [np.zeros_like(p.data) for p in params]

    def step(self):
        for p, buffer in zip(self.params, self.buffers):
            buffer *= self.momentum
            buffer += p.grad
            p.data -= self.lr * buffer


class MomentumDataGradShared(MomentumDataGrad):
    """Each parameter begins with the buffer of the one before it."""

    def step(self):
        buffer = 0
        for n, p in enumerate(self.params):
            buffer = self.buffers[n] = self.momentum * self.buffers[n] + p.grad + 0 * p.data
            p.data -= self.lr * self.buffers[max(n - 1, 0)].sum()


class RmspropShortNames:
    """`.w/.dw` and `.b/.db` of a layer."""

    def __init__(self, lr=0.01, rho=0.9, eps=1e-8):
        self.lr, self.rho, self.eps, self.cache = lr, rho, eps, {}

    def update(self, layer):
        for name in ("w", "b"):
            g = layer.dw if name == "w" else layer.db
            key = id(layer), name
            self.cache[key] = self.rho * self.cache.get(key, 0) + (1 - self.rho) * g * g
            step = self.lr * g / (np.sqrt(self.cache[key]) + self.eps)
            if name == "w":
                layer.w -= step
            else:
                layer.b -= step


class RmspropShortNamesOneCache(RmspropShortNames):
    """The bias takes the average of its weights on."""

    def update(self, layer):
        self.cache[layer] = self.rho * self.cache.get(layer, 0) + (1 - self.rho) * np.sum(layer.dw**2)
        layer.w -= self.lr * layer.dw / (np.sqrt(self.cache[layer]) + self.eps)
        layer.b -= self.lr * layer.db / (np.sqrt(self.cache[layer]) + self.eps)


class AdamHooks:
    """The caller moves the counter, which begins at 0, after each step."""

    def __init__(self, learning_rate=0.001, decay=0.0, epsilon=1e-7, beta_1=0.9, beta_2=0.999):
        self.learning_rate, self.current_learning_rate, self.decay = learning_rate, learning_rate, decay
        self.epsilon, self.beta_1, self.beta_2, self.iterations = epsilon, beta_1, beta_2, 0
        self.caches = {}

    def pre_update_params(self):
        if self.decay:
            self.current_learning_rate = self.learning_rate / (1 + self.decay * self.iterations)

    def update_params(self, layer):
        layer.weights += self._step(layer, "weights", layer.dweights)
        layer.biases += self._step(layer, "biases", layer.dbiases)

    def _step(self, layer, name, g):
        m, v = self.caches.get((id(layer), name), (0, 0))
        m = self.beta_1 * m + (1 - self.beta_1) * g
        v = self.beta_2 * v + (1 - self.beta_2) * g**2
        self.caches[id(layer), name] = (m, v)
        m_hat = m / (1 - self.beta_1 ** (self.iterations + self.first))
        v_hat = v / (1 - self.beta_2 ** (self.iterations + self.first))
        return -self.current_learning_rate * m_hat / (np.sqrt(v_hat) + self.epsilon)

    first = 1

    def post_update_params(self):
        self.iterations += 1


class AdamHooksFromTwo(AdamHooks):
    first = 2


class AdamByName:
    """`set_parameters` once, then one call for each parameter, by its name."""

    def __init__(self, lr=0.01, beta_1=0.9, beta_2=0.999, epsilon=1e-8):
        self.lr, self.beta_1, self.beta_2, self.epsilon = lr, beta_1, beta_2, epsilon

    def set_parameters(self, params):
        self.state = {name: [0, 0, 0] for name in params}

    def __call__(self, param, grad, param_name):
        t, m, v = self.state[param_name]
        t, m = t + 1, self.beta_1 * m + (1 - self.beta_1) * grad
        v = self.beta_2 * v + (1 - self.beta_2) * grad**2
        self.state[param_name] = [t, m, v]
        return param - self.lr * (m / (1 - self.beta_1**t)) / (np.sqrt(v / (1 - self.beta_2**t)) + self.epsilon)


class AdamByNameBareRoot(AdamByName):
    def __call__(self, param, grad, param_name):
        t, m, v = self.state[param_name]
        t, m = t + 1, self.beta_1 * m + (1 - self.beta_1) * grad
        v = self.beta_2 * v + (1 - self.beta_2) * grad**2
        self.state[param_name] = [t, m, v]
        return param - self.lr * (m / (1 - self.beta_1**t)) / (v / (1 - self.beta_2**t) + self.epsilon)


# Arrays in place, parameters of one's own, and parameters again at each call.


def adagrad_in_place(w, dw, cache, lr=0.01, eps=1e-8):
    """One array in place, beside its state."""
    cache += dw * dw
    w -= lr * dw / (np.sqrt(cache) + eps)


def adagrad_in_place_first(w, dw, cache, lr=0.01, eps=1e-8):
    """The step is made before the sum."""
    w -= lr * dw / (np.sqrt(cache) + eps)
    cache += dw * dw


class MomentumOwner:
    """It owns θ, and is told of gradients."""

    def __init__(self, theta, lr=0.01, momentum=0.9):
        self.theta, self.lr, self.momentum, self.velocity = theta, lr, momentum, np.zeros_like(theta)

    def step(self, grad):
        self.velocity = self.momentum * self.velocity - self.lr * grad
        self.theta = self.theta + self.velocity


class MomentumOwnerBrakes(MomentumOwner):
    def step(self, grad):
        self.velocity = self.momentum * self.velocity - self.lr * grad
        self.theta = self.theta + self.momentum * self.velocity


class SgdOwnerAsks:
    """It owns θ and the gradient function: `step()` takes nothing."""

    def __init__(self, x0, grad, lr=0.01):
        self.x0, self.grad, self.lr = x0, grad, lr

    def step(self):
        self.x0 = self.x0 - self.lr * self.grad(self.x0)


class SgdOwnerAsksUphill(SgdOwnerAsks):
    def step(self):
        self.x0 = self.x0 + self.lr * self.grad(self.x0)


class AdagradGivenAgain:
    """The constructor wants the parameters, and each call wants them again."""

    def __init__(self, params, lr=0.01, eps=1e-10):
        self.lr, self.eps, self.sums = lr, eps, [np.zeros_like(p) for p in params]

    def update(self, params, grads):
        for p, g, s in zip(params, grads, self.sums):
            s += g**2
            p -= self.lr * g / (np.sqrt(s) + self.eps)


class AdagradGivenAgainHalves(AdagradGivenAgain):
    def update(self, params, grads):
        for p, g, s in zip(params, grads, self.sums):
            s += g**2 / 2
            p -= self.lr * g / (np.sqrt(s) + self.eps)


# Conventions.


def adam_from_zero(params, grads, m, v, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """t is handed over, and counts from 0."""
    m = beta1 * m + (1 - beta1) * grads
    v = beta2 * v + (1 - beta2) * grads**2
    params = params - lr * (m / (1 - beta1 ** (t + 1))) / (np.sqrt(v / (1 - beta2 ** (t + 1))) + eps)
    return params, m, v


def adam_from_zero_one_beta(params, grads, m, v, t, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * grads
    v = beta2 * v + (1 - beta2) * grads**2
    params = params - lr * (m / (1 - beta1 ** (t + 1))) / (np.sqrt(v / (1 - beta1 ** (t + 1))) + eps)
    return params, m, v


class AdamComplements:
    """b1 is 1 − β₁, and b2 is 1 − β₂."""

    def __init__(self, lr=0.001, b1=0.1, b2=0.001, e=1e-8):
        self.lr, self.b1, self.b2, self.e, self.t, self.state = lr, b1, b2, e, 0, {}

    def update(self, params, grads):
        self.t += 1
        fix1, fix2 = 1 - (1 - self.b1) ** self.t, 1 - (1 - self.b2) ** self.t
        for name, g in grads.items():
            m, v = self.state.get(name, (0, 0))
            m = self.b1 * g + (1 - self.b1) * m
            v = self.b2 * g**2 + (1 - self.b2) * v
            self.state[name] = (m, v)
            params[name] -= self.lr * (np.sqrt(fix2) / fix1) * m / (np.sqrt(v) + self.e)


class AdamComplementsUncorrected(AdamComplements):
    def update(self, params, grads):
        for name, g in grads.items():
            m, v = self.state.get(name, (0, 0))
            m = self.b1 * g + (1 - self.b1) * m
            v = self.b2 * g**2 + (1 - self.b2) * v
            self.state[name] = (m, v)
            params[name] -= self.lr * m / (np.sqrt(v) + self.e)


class RmspropHardCoded:
    """Nothing can be chosen."""

    def __init__(self):
        self.h = {}

    def update(self, params, grads):
        for name, g in grads.items():
            self.h[name] = 0.9 * self.h.get(name, 0) + 0.1 * g * g
            params[name] -= 0.001 * g / (np.sqrt(self.h[name]) + 1e-7)


class RmspropHardCodedOff(RmspropHardCoded):
    """The average never decays."""

    def update(self, params, grads):
        for name, g in grads.items():
            self.h[name] = self.h.get(name, 0) + 0.1 * g * g
            params[name] -= 0.001 * g / (np.sqrt(self.h[name]) + 1e-7)


class MomentumSingle:
    """float32 and nothing else."""

    def __init__(self, lr=0.01, momentum=0.9):
        self.lr, self.momentum, self.v = np.float32(lr), np.float32(momentum), None

    def update(self, w, dw):
        if w.dtype != np.float32 or dw.dtype != np.float32:
            raise TypeError("expected float32 arrays")
        if self.v is None:
            self.v = np.zeros(w.shape, np.float32)
        self.v = self.momentum * self.v - self.lr * dw
        return w + self.v


class MomentumSingleTwice(MomentumSingle):
    def update(self, w, dw):
        return super().update(w, dw) + self.v


class AdagradHandsBack:
    """Parameter and gradient go in and come back, the gradient as zeros."""

    def __init__(self, lr=0.01, eps=1e-8):
        self.lr, self.eps, self.sums = lr, eps, {}

    def __call__(self, key, weights, gradient):
        self.sums[key] = self.sums.get(key, 0) + gradient**2
        weights -= self.lr * gradient / (np.sqrt(self.sums[key]) + self.eps)
        gradient *= 0
        return weights, gradient


class AdagradHandsBackLate(AdagradHandsBack):
    """The gradient is zero before it is gathered."""

    def __call__(self, key, weights, gradient):
        weights -= self.lr * gradient / (np.sqrt(self.sums.get(key, 0) + gradient**2) + self.eps)
        gradient *= 0
        self.sums[key] = self.sums.get(key, 0) + gradient**2
        return weights, gradient


class MomentumInherits(MomentumKeywords):
    """What the base takes goes by `**kwargs`."""

    def __init__(self, scale=1.0, **kwargs):
        super().__init__(**kwargs)
        self.scale = scale

    def get_gradients(self, grads):
        return self.scale * super().get_gradients(grads)


class MomentumInheritsHalf(MomentumInherits):
    def __init__(self, scale=0.5, **kwargs):
        super().__init__(scale, **kwargs)


# Objects that own θ, and move it themselves.


class RmspropModel:
    """The gradients are handed over; b begins as a number."""

    def __init__(self, n_features=3, lr=0.01, beta=0.9, epsilon=1e-8):
        self.w, self.b = np.zeros((n_features, 1)), 0.0
        self.sdw, self.sdb = np.zeros((n_features, 1)), 0.0
        self.lr, self.beta, self.epsilon = lr, beta, epsilon

    def update_parameters(self, dw, db):
        self.sdw = self.beta * self.sdw + (1 - self.beta) * dw**2
        self.sdb = self.beta * self.sdb + (1 - self.beta) * db**2
        self.w -= self.lr * dw / (np.sqrt(self.sdw) + self.epsilon)
        self.b -= self.lr * db / (np.sqrt(self.sdb) + self.epsilon)


class RmspropModelSummed(RmspropModel):
    def update_parameters(self, dw, db):
        self.sdw = self.sdw + (1 - self.beta) * dw**2
        self.sdb = self.sdb + (1 - self.beta) * db**2
        self.w -= self.lr * dw / (np.sqrt(self.sdw) + self.epsilon)
        self.b -= self.lr * db / (np.sqrt(self.sdb) + self.epsilon)


class AdamDense:
    """A layer has its gradients from its own backward pass, and draws its first weights."""

    def __init__(self, in_dim, out_dim, rng):
        self.W = rng.standard_normal((in_dim, out_dim)).astype(np.float32)
        self.b = np.zeros(out_dim, dtype=np.float32)
        self.mW, self.vW = np.zeros_like(self.W), np.zeros_like(self.W)
        self.mb, self.vb = np.zeros_like(self.b), np.zeros_like(self.b)
        self.t = 0

    def backward(self, x, delta):
        self.dW, self.db = x.T @ delta, delta.sum(axis=0)

    def adam_update(self, lr, beta1=0.9, beta2=0.999, eps=1e-8):
        self.t += 1
        self._moments(beta1, beta2)
        self.W -= lr * self.mW / (1 - beta1**self.t) / (np.sqrt(self.vW / (1 - beta2**self.t)) + eps)
        self.b -= lr * self.mb / (1 - beta1**self.t) / (np.sqrt(self.vb / (1 - beta2**self.t)) + eps)

    def _moments(self, beta1, beta2):
        self.mW += (1 - beta1) * (self.dW - self.mW)
        self.mb += (1 - beta1) * (self.db - self.mb)
        self.vW += (1 - beta2) * (self.dW**2 - self.vW)
        self.vb += (1 - beta2) * (self.db**2 - self.vb)


class AdamDenseUncorrected(AdamDense):
    def adam_update(self, lr, beta1=0.9, beta2=0.999, eps=1e-8):
        self._moments(beta1, beta2)
        self.W -= lr * self.mW / (np.sqrt(self.vW) + eps)
        self.b -= lr * self.mb / (np.sqrt(self.vb) + eps)


class MomentumTwoLayers:
    """Four parameters, and their velocities in a dict."""

    def __init__(self, input_size, hidden_size, output_size, lr=0.1, momentum=0.9):
        self.W1, self.b1 = np.random.randn(input_size, hidden_size), np.zeros((1, hidden_size))
        self.W2, self.b2 = np.random.randn(hidden_size, output_size), np.zeros((1, output_size))
        self.lr, self.momentum = lr, momentum
        self.v = {name: np.zeros_like(getattr(self, name)) for name in ("W1", "b1", "W2", "b2")}

    def update(self, dW1, db1, dW2, db2):
        for name, gradient in {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}.items():
            self.v[name] = self.momentum * self.v[name] - self.lr * gradient
        self.W1, self.b1 = self.W1 + self.v["W1"], self.b1 + self.v["b1"]
        self.W2, self.b2 = self.W2 + self.v["W2"], self.b2 + self.v["b2"]


class MomentumTwoLayersMixed(MomentumTwoLayers):
    """The second layer moves by the velocity of the first, where their shapes agree."""

    def update(self, dW1, db1, dW2, db2):
        super().update(dW1, db1, dW2, db2)
        self.W2 = self.W2 + self.v["W1"] - self.v["W2"]


class MomentumTwoLayersLast(MomentumTwoLayers):
    """The last of four parameters moves without its velocity."""

    def update(self, dW1, db1, dW2, db2):
        b2 = self.b2 - self.lr * db2
        super().update(dW1, db1, dW2, db2)
        self.b2 = b2


class MomentumTwoLayersCrossed(MomentumTwoLayers):
    """The last of four parameters moves by the velocity of another."""

    def update(self, dW1, db1, dW2, db2):
        b2 = self.b2
        super().update(dW1, db1, dW2, db2)
        self.b2 = b2 + self.v["b1"]


# Functions that return the gradients of a dict.


class NesterovDict:
    def __init__(self, lr=0.01, beta=0.9):
        self.lr, self.beta, self.v = lr, beta, None

    def step(self, params, grad_fn):
        if self.v is None:
            self.v = {key: np.zeros_like(each) for key, each in params.items()}
        grads = grad_fn(self.ahead(params))
        for key in params:
            self.v[key] = self.beta * self.v[key] + self.lr * grads[key]
        return {key: params[key] - self.v[key] for key in params}

    def ahead(self, params):
        return {key: params[key] - self.beta * self.v[key] for key in params}


class NesterovDictAtTheta(NesterovDict):
    def ahead(self, params):
        return params


class RmspropDict:
    """In place; what comes back is the gradients."""

    def __init__(self, lr=0.01, rho=0.9, eps=1e-8):
        self.lr, self.rho, self.eps, self.cache = lr, rho, eps, {}

    def step(self, params, grad_fn):
        grads = grad_fn(params)
        for key, g in grads.items():
            self.cache[key] = self.rho * self.cache.get(key, 0) + (1 - self.rho) * g**2
            params[key] -= self.lr * g / (np.sqrt(self.cache[key]) + self.eps)
        return grads


class RmspropDictForgets(RmspropDict):
    def step(self, params, grad_fn):
        self.cache = {}
        return super().step(params, grad_fn)


class MomentumArguments:
    """The parameters are arguments of the function, one after the other; of a single one comes a single one back."""

    def __init__(self, lr=0.01, momentum=0.9):
        self.lr, self.momentum, self.v = lr, momentum, {}

    def step(self, f, *args, grad_fn=None):
        grads = grad_fn(*args)
        grads = (grads,) if len(args) == 1 else grads
        after = [each - self._advance(i, g) for i, (each, g) in enumerate(zip(args, grads, strict=True))]
        return after[0] if len(after) == 1 else after

    def _advance(self, i, g):
        self.v[i] = self.momentum * self.v.get(i, 0.0) + self.lr * g
        return self.v[i]


class MomentumArgumentsByShape(MomentumArguments):
    def _advance(self, i, g):
        return super()._advance(g.shape, g)


def adam_minimize_dict(params, grad_fn, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8, n_steps=100, per_step=1):
    m = {key: np.zeros_like(each) for key, each in params.items()}
    v = {key: np.zeros_like(each) for key, each in params.items()}
    t = 0
    for _ in range(n_steps):
        grads = grad_fn(params)
        t += per_step
        for key in params:
            t += 1 - per_step
            m[key] = beta1 * m[key] + (1 - beta1) * grads[key]
            v[key] = beta2 * v[key] + (1 - beta2) * grads[key] ** 2
            step = m[key] / (1 - beta1**t) / (np.sqrt(v[key] / (1 - beta2**t)) + eps)
            params = {**params, key: params[key] - lr * step}
    return params


def adam_minimize_dict_counts_keys(params, grad_fn, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8, n_steps=100):
    return adam_minimize_dict(params, grad_fn, lr, beta1, beta2, eps, n_steps, per_step=0)


class MomentumGamma:
    """γ is no lr where the step takes one."""

    def __init__(self, gamma=0.9):
        self.gamma = gamma
        self.v = {}

    def update(self, params, grads, learning_rate=0.01):
        for key in params:
            self.v[key] = self.gamma * self.v.get(key, 0) + learning_rate * grads[key]
            params[key] -= self.v[key]


class NesterovGamma:
    def __init__(self, gamma=0.9):
        self.gamma = gamma
        self.v = None

    def update(self, weights, gradient, learning_rate):
        if self.v is None:
            self.v = np.zeros_like(weights)
        self.v = self.gamma * self.v + learning_rate * gradient(weights - self.gamma * self.v)
        weights -= self.v
        return weights


class NesterovGammaStays(NesterovGamma):
    def update(self, weights, gradient, learning_rate):
        if self.v is None:
            self.v = np.zeros_like(weights)
        weights -= self.gamma * self.v
        return super().update(weights, lambda at: gradient(at + self.gamma * self.v), learning_rate)


class AdagradUpdates:
    """The sums of squares are no parameters, though a list of their shapes is."""

    def __init__(self, params, learning_rate=0.01):
        self.history = [np.zeros(each.shape) for each in params]
        self.learning_rate = learning_rate

    def compute_updates(self, gradients):
        updates = []
        for i, g in enumerate(gradients):
            self.history[i] += g**2
            updates.append(-self.learning_rate * g / (np.sqrt(self.history[i]) + 1e-8))
        return updates


class RmspropPrivate:
    """Nothing public makes the step."""

    def __init__(self, rho=0.9, eps=1e-8):
        self.rho, self.eps = rho, eps
        self.s_dw = self.s_db = 0

    def _update_wb(self, w, dw, b, db, lr):
        self.s_dw = self.rho * self.s_dw + (1 - self.rho) * dw**2
        self.s_db = self.rho * self.s_db + (1 - self.rho) * db**2
        return w - lr * dw / (np.sqrt(self.s_dw) + self.eps), b - lr * db / (np.sqrt(self.s_db) + self.eps)
