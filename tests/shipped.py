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
    "SignSGD": ("signsgd", "algorithm-1"),
    "Signum": ("signum", "algorithm-2"),
    "Lion": ("lion", "algorithm-2"),
    "Adadelta": ("adadelta", "algorithm-1"),
    "AdaMax": ("adamax", "algorithm-2"),
    "AdaMaxInside": ("adamax", "inside"),
    "AdaMaxOutside": ("adamax", "outside"),
    "QHM": ("qhm", "plain"),
    "QHAdam": ("qhadam", "plain"),
    "AdEMAMix": ("ademamix", "algorithm-1"),
    "Yogi": ("yogi", "algorithm-2"),
    "YogiCorrected": ("yogi", "corrected"),
    "YogiBothStart": ("yogi", "both-start"),
    "AdaBelief": ("adabelief", "algorithm-2"),
}
"""The classes of optproof.implementations, with the rule and the form that each is."""

WITH_PARTS = {
    "AdamL2": ("adam+l2", "algorithm-1"),
    "AdamW": ("adam+decoupled", "algorithm-1/lr"),
    "AdamWPaper": ("adam+decoupled", "algorithm-1/paper"),
    "AMSGrad": ("adam+amsgrad", "algorithm-1/uncorrected"),
    "AMSGradBefore": ("adam+amsgrad", "algorithm-1/before"),
    "AMSGradAfter": ("adam+amsgrad", "algorithm-1/after"),
    "RMSPropCentered": ("rmsprop+centered", "outside"),
    "RMSPropMomentum": ("rmsprop+momentum", "outside/buffer"),
    "DampenedMomentum": ("momentum+dampening", "buffer/first-whole"),
    "AdaGradInitial": ("adagrad+initial", "outside"),
    "AdaBeliefTwoGuards": ("adabelief+eps-root", "algorithm-2"),
    "AdaGradFalling": ("adagrad+lr-decay", "outside"),
}
"""The same for those that have parts."""

RIGHT = {
    "momentum_right:Momentum": "classical",
    "nesterov_right:Nesterov": "bengio",
    "adagrad_right:AdaGrad": "outside",
    "rmsprop_right:RMSprop": "outside",
    "adam_right:Adam": "epsilon-hat",
}
"""The specimens that are right, with the form that each is; the rule stands in the name of the file."""
