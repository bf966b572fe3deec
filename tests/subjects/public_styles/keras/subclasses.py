"""Optimizers of Keras 3 by subclassing, as people write them."""

import keras
from keras import ops
from keras.optimizers import Optimizer


class SGDSubclass(Optimizer):
    def __init__(self, learning_rate=0.01, name="my_sgd", **kwargs):
        super().__init__(learning_rate=learning_rate, name=name, **kwargs)

    def update_step(self, gradient, variable, learning_rate):
        lr = ops.cast(learning_rate, variable.dtype)
        self.assign_sub(variable, ops.multiply(lr, gradient))  # twin: self.assign_add(variable, ops.multiply(lr, gradient))


class MomentumSubclass(Optimizer):
    def __init__(self, learning_rate=0.01, momentum=0.9, **kwargs):
        super().__init__(learning_rate=learning_rate, **kwargs)
        self.momentum = momentum

    def build(self, variables):
        if self.built:
            return
        super().build(variables)
        self.velocities = [self.add_variable_from_reference(v, "velocity") for v in variables]

    def update_step(self, gradient, variable, learning_rate):
        learning_rate = ops.cast(learning_rate, variable.dtype)
        gradient = ops.cast(gradient, variable.dtype)
        v = self.velocities[self._get_variable_index(variable)]
        new = ops.subtract(ops.multiply(v, ops.cast(self.momentum, variable.dtype)), ops.multiply(gradient, learning_rate))
        self.assign(v, new)
        self.assign_add(variable, new)  # twin: self.assign_sub(variable, new)

    def get_config(self):
        return {**super().get_config(), "momentum": self.momentum}


class AdamSubclass(Optimizer):
    def __init__(self, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7, name="adam", **kwargs):
        super().__init__(learning_rate=learning_rate, name=name, **kwargs)
        self.beta_1 = beta_1
        self.beta_2 = beta_2
        self.epsilon = epsilon

    def build(self, variables):
        if self.built:
            return
        super().build(variables)
        self._m, self._v = self.add_optimizer_variables(variables, ["m", "v"])

    def update_step(self, gradient, variable, learning_rate):
        lr = ops.cast(learning_rate, variable.dtype)
        g = ops.cast(gradient, variable.dtype)
        t = ops.cast(self.iterations + 1, variable.dtype)
        b1, b2 = ops.power(ops.cast(self.beta_1, variable.dtype), t), ops.power(ops.cast(self.beta_2, variable.dtype), t)
        index = self._get_variable_index(variable)
        m, v = self._m[index], self._v[index]
        alpha = lr * ops.sqrt(1 - b2) / (1 - b1)  # twin: alpha = lr * (1 - b2) / (1 - b1)
        self.assign_add(m, (g - m) * (1 - self.beta_1))
        self.assign_add(v, (ops.square(g) - v) * (1 - self.beta_2))
        self.assign_sub(variable, m * alpha / (ops.sqrt(v) + self.epsilon))

    def get_config(self):
        config = super().get_config()
        config.update({"beta_1": self.beta_1, "beta_2": self.beta_2, "epsilon": self.epsilon})
        return config


class AdagradSubclass(keras.optimizers.Optimizer):
    def __init__(self, learning_rate=0.001, epsilon=1e-7, **kwargs):
        super().__init__(learning_rate, **kwargs)
        self.epsilon = epsilon

    def build(self, var_list):
        super().build(var_list)
        self._accumulators = []
        for variable in var_list:
            self._accumulators.append(self.add_variable_from_reference(reference_variable=variable, name="accumulator"))

    def update_step(self, grad, variable, learning_rate):
        accumulator = self._accumulators[self._get_variable_index(variable)]
        accumulator.assign(accumulator + grad * grad)
        variable.assign(variable - learning_rate * grad / (ops.sqrt(accumulator) + self.epsilon))  # twin: variable.assign(variable - learning_rate * grad / (accumulator + self.epsilon))


class RMSpropSubclass(Optimizer):
    def __init__(self, learning_rate=0.001, rho=0.9, epsilon=1e-7, **kwargs):
        super().__init__(learning_rate=learning_rate, **kwargs)
        self.rho, self.epsilon = rho, epsilon

    def build(self, variables):
        super().build(variables)
        self.squares = {v.path: self.add_variable(shape=v.shape, dtype=v.dtype, name="square", initializer="zeros") for v in variables}

    def update_step(self, gradient, variable, learning_rate):
        square = self.squares[variable.path]
        square.assign(self.rho * square + (1 - self.rho) * ops.square(gradient))  # twin: square.assign(self.rho * square + ops.square(gradient))
        variable.assign_sub(learning_rate * gradient / (ops.sqrt(square) + self.epsilon))


class NesterovSubclass(Optimizer):
    def __init__(self, learning_rate=0.01, momentum=0.9, **kwargs):
        super().__init__(learning_rate=learning_rate, **kwargs)
        self.momentum = momentum

    def build(self, variables):
        super().build(variables)
        self.buffers = [self.add_variable_from_reference(v, name="buffer") for v in variables]

    def update_step(self, gradient, variable, learning_rate):
        buffer = self.buffers[self._get_variable_index(variable)]
        self.assign(buffer, self.momentum * buffer + gradient)
        self.assign_sub(variable, learning_rate * (gradient + self.momentum * buffer))  # twin: self.assign_sub(variable, learning_rate * (gradient + buffer))


class AdamOverApply(Optimizer):
    """All in apply, as before Keras 3."""

    def __init__(self, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7, **kwargs):
        super().__init__(learning_rate=learning_rate, **kwargs)
        self.beta_1, self.beta_2, self.epsilon = beta_1, beta_2, epsilon

    def build(self, variables):
        if not self.built:
            super().build(variables)
            self.m = [self.add_variable_from_reference(v, "m") for v in variables]
            self.v = [self.add_variable_from_reference(v, "v") for v in variables]

    def apply_gradients(self, grads_and_vars):
        grads, variables = zip(*grads_and_vars)
        self.build(variables)
        self.iterations.assign_add(1)
        t = ops.cast(self.iterations, variables[0].dtype)
        for g, p, m, v in zip(grads, variables, self.m, self.v):
            m.assign(self.beta_1 * m + (1 - self.beta_1) * g)
            v.assign(self.beta_2 * v + (1 - self.beta_2) * g * g)
            m_hat = m / (1 - ops.power(ops.cast(self.beta_1, p.dtype), t))
            v_hat = v / (1 - ops.power(ops.cast(self.beta_2, p.dtype), t))
            p.assign_sub(self.learning_rate * m_hat / (ops.sqrt(v_hat) + self.epsilon))  # twin: p.assign_sub(self.learning_rate * m_hat / (ops.sqrt(v) + self.epsilon))


class MomentumOverSGD(keras.optimizers.SGD):
    """One of Keras' own with a step of its own."""

    def update_step(self, gradient, variable, learning_rate):
        m = self.momentums[self._get_variable_index(variable)]
        self.assign(m, m * self.momentum - gradient * learning_rate)
        self.assign_add(variable, m)  # twin: self.assign_add(variable, m * self.momentum)


class SGDClippedByKeras(Optimizer):
    def __init__(self, learning_rate=0.01, **kwargs):
        super().__init__(learning_rate=learning_rate, clipvalue=1e6, **kwargs)

    def update_step(self, gradient, variable, learning_rate):
        variable.assign(variable - learning_rate * gradient)  # twin: variable.assign(variable - learning_rate * gradient / 2)


class AdagradInOneCall(Optimizer):
    def __init__(self, learning_rate=0.01, epsilon=1e-7, **kwargs):
        super().__init__(learning_rate=learning_rate, **kwargs)
        self.epsilon = epsilon

    def build(self, variables):
        super().build(variables)
        self.sums = self.add_optimizer_variables(variables, "sum")

    def update_step(self, gradient, variable, learning_rate):
        total = self.sums[self._get_variable_index(variable)]
        self.assign_add(total, ops.square(gradient))  # twin: self.assign(total, ops.square(gradient))
        self.assign_sub(variable, learning_rate * gradient / ops.sqrt(total + self.epsilon))


class RMSpropBackend(Optimizer):
    """By Keras' older names."""

    def __init__(self, lr=0.001, rho=0.9, epsilon=1e-7, **kwargs):
        super().__init__(learning_rate=lr, **kwargs)
        self.rho, self.epsilon = rho, epsilon

    def build(self, variables):
        super().build(variables)
        self.accumulators = [keras.Variable(ops.zeros(v.shape, v.dtype), dtype=v.dtype, trainable=False) for v in variables]

    def update_step(self, g, p, lr):
        a = self.accumulators[self._get_variable_index(p)]
        new_a = self.rho * a + (1.0 - self.rho) * ops.square(g)
        a.assign(new_a)
        p.assign(p - lr * g / (ops.sqrt(new_a) + self.epsilon))  # twin: p.assign(p - lr * g / (ops.sqrt(a + new_a) + self.epsilon))
