"""The optimizers that the project ships."""

from optproof.implementations.forms import FORMS

SHIPPED = {name: of for name, of in FORMS.items() if "+" not in of[0]}
"""The classes of optproof.implementations, with the rule and the form that each is."""

WITH_PARTS = {name: of for name, of in FORMS.items() if "+" in of[0]}
"""The same for those that have parts."""

RIGHT = {
    "momentum_right:Momentum": "classical",
    "nesterov_right:Nesterov": "bengio",
    "adagrad_right:AdaGrad": "outside",
    "rmsprop_right:RMSprop": "outside",
    "adam_right:Adam": "epsilon-hat",
}
"""The specimens that are right, with the form that each is; the rule stands in the name of the file."""
