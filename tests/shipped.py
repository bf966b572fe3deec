"""The optimizers that the project ships."""

SHIPPED = {
    "SGD": ("sgd", "plain"),
    "ClassicalMomentum": ("momentum", "classical"),
    "BufferMomentum": ("momentum", "buffer"),
    "EmaMomentum": ("momentum", "ema"),
    "BengioNesterov": ("nesterov", "bengio"),
    "BufferNesterov": ("nesterov", "buffer"),
    "LookaheadNesterov": ("nesterov", "lookahead"),
    "AdaGrad": ("adagrad", "outside"),
    "AdaGradInside": ("adagrad", "inside"),
    "RMSProp": ("rmsprop", "outside"),
    "RMSPropInside": ("rmsprop", "inside"),
    "Adam": ("adam", "algorithm-1"),
    "AdamIncremental": ("adam", "algorithm-1"),
    "AdamEpsilonHat": ("adam", "epsilon-hat"),
    "AdamInside": ("adam", "inside"),
}
"""The classes of optproof.implementations, with the rule and the form that each is."""
