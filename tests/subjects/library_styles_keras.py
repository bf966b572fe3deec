"""An optimizer as Keras has its own, with one line that is wrong, which says so."""

# ruff: noqa: D101, D102, D107
import keras
from keras import ops


class Assigning(keras.optimizers.Optimizer):
    def __init__(self, learning_rate=0.001, rho=0.9, epsilon=1e-7, **kwargs):
        super().__init__(learning_rate=learning_rate, **kwargs)
        self.rho, self.epsilon = rho, epsilon

    def build(self, variables):
        if self.built:
            return
        super().build(variables)
        self._velocities = self.add_optimizer_variables(variables, "velocity")

    def update_step(self, gradient, variable, learning_rate):
        velocity = self._velocities[self._get_variable_index(variable)]
        self.assign_add(velocity, (1 - self.rho) * ops.square(gradient))  # WRONG
        self.assign_sub(variable, learning_rate * gradient / (ops.sqrt(velocity) + self.epsilon))
