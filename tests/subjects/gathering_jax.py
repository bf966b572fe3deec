"""Gradients that libraries gather."""

import keras
import optax


def sgd_of_two(lr=0.1):
    return optax.MultiSteps(optax.sgd(lr), every_k_schedule=2).gradient_transformation()


def adam_of_four(lr=0.001):
    return optax.MultiSteps(optax.adam(lr), every_k_schedule=4)


class SgdOfTwo(keras.optimizers.SGD):
    def __init__(self, learning_rate=0.01, gradient_accumulation_steps=2):
        super().__init__(learning_rate, gradient_accumulation_steps=gradient_accumulation_steps)
