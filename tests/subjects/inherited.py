"""What the environment said when the file was loaded stays in this process, and is another in the next shell."""

import os
import sys

SCALE = float(os.environ.get("OPTPROOF_NO_SUCH_SCALE", "1"))
HALVED = "OPTPROOF_NO_SUCH_SWITCH" in os.environ
TELLING = os.getenv("OPTPROOF_NO_SUCH_VERBOSITY") == "1"


class SgdOfItsShell:
    """NOT PROVED: what it steps by is written nowhere."""

    def __init__(self, lr=0.01):
        self.lr = lr

    def update(self, params, grads):
        for key in params:
            params[key] -= self.lr * SCALE * grads[key]


class SgdBySwitches:
    """NOT PROVED: in another shell, and beside other modules, it goes other ways."""

    def __init__(self, lr=0.01):
        self.lr = lr

    def update(self, params, grads):
        for key in params:
            lr = self.lr / 2 if "no_such_module" in sys.modules else self.lr
            if HALVED:
                lr /= 2
            params[key] -= lr * grads[key]


class SgdThatTells:
    """RIGHT: what the switch is for changes nothing."""

    def __init__(self, lr=0.01):
        self.lr = lr

    def update(self, params, grads):
        for key in params:
            params[key] -= self.lr * grads[key]
            if TELLING:
                print(key, params[key])
