"""NumPy optimizers, every published form beside the others.

All have the interface of "Deep Learning from Scratch": hyperparameters as keyword arguments and
attributes, and `update(params, grads)` on dicts of arrays, in place.

    >>> import numpy as np
    >>> from optproof.implementations import Adam
    >>> params = {"W": np.ones((2, 2)), "b": np.zeros(2)}
    >>> opt = Adam(lr=0.1)
    >>> opt.update(params, {"W": np.full((2, 2), 3.0), "b": None})
    >>> params["W"].round(6)
    array([[0.9, 0.9],
           [0.9, 0.9]])

Wrong optimizers, as learners write them, are in `specimens`.
"""

from ._optimizer import Optimizer
from .adabelief import AdaBelief, AdaBeliefTwoGuards
from .adadelta import Adadelta
from .adagrad import AdaGrad, AdaGradFalling, AdaGradInitial, AdaGradInside
from .adam import Adam, AdamEpsilonHat, AdamIncremental, AdamInside
from .adamax import AdaMax, AdaMaxInside, AdaMaxOutside
from .adamw import AdamL2, AdamW, AdamWPaper
from .adan import Adan
from .ademamix import AdEMAMix
from .adopt import Adopt, AdoptUnclipped
from .aggmo import AggMo
from .amsgrad import AMSGrad, AMSGradAfter, AMSGradBefore
from .asgd import ASGD
from .federated import FedAdagrad, FedAdagradFromZero, FedAdam, FedAdamFromZero, FedYogi, FedYogiFromZero
from .lion import Lion
from .momentum import BufferMomentum, ClassicalMomentum, DampenedMomentum, EmaMomentum
from .nadam import NAdam, NAdamByBeta1, NAdamPrinted
from .nesterov import BengioNesterov, BufferNesterov, LookaheadNesterov
from .optimistic import Optimistic
from .qhm import QHM, QHAdam
from .radam import RAdam, RAdamEpsilonHat, RAdamOutside
from .rmsprop import RMSProp, RMSPropCentered, RMSPropInside, RMSPropMomentum
from .rprop import Rprop, RpropClamped, RpropHeld
from .sgd import SGD
from .sign import SignSGD, Signum
from .smorms3 import SMORMS3
from .yogi import Yogi, YogiBothStart, YogiCorrected

__all__ = [
    "ASGD",
    "QHM",
    "SGD",
    "SMORMS3",
    "AMSGrad",
    "AMSGradAfter",
    "AMSGradBefore",
    "AdEMAMix",
    "AdaBelief",
    "AdaBeliefTwoGuards",
    "AdaGrad",
    "AdaGradFalling",
    "AdaGradInitial",
    "AdaGradInside",
    "AdaMax",
    "AdaMaxInside",
    "AdaMaxOutside",
    "Adadelta",
    "Adam",
    "AdamEpsilonHat",
    "AdamIncremental",
    "AdamInside",
    "AdamL2",
    "AdamW",
    "AdamWPaper",
    "Adan",
    "Adopt",
    "AdoptUnclipped",
    "AggMo",
    "BengioNesterov",
    "BufferMomentum",
    "BufferNesterov",
    "ClassicalMomentum",
    "DampenedMomentum",
    "EmaMomentum",
    "FedAdagrad",
    "FedAdagradFromZero",
    "FedAdam",
    "FedAdamFromZero",
    "FedYogi",
    "FedYogiFromZero",
    "Lion",
    "LookaheadNesterov",
    "NAdam",
    "NAdamByBeta1",
    "NAdamPrinted",
    "Optimistic",
    "Optimizer",
    "QHAdam",
    "RAdam",
    "RAdamEpsilonHat",
    "RAdamOutside",
    "RMSProp",
    "RMSPropCentered",
    "RMSPropInside",
    "RMSPropMomentum",
    "Rprop",
    "RpropClamped",
    "RpropHeld",
    "SignSGD",
    "Signum",
    "Yogi",
    "YogiBothStart",
    "YogiCorrected",
]
