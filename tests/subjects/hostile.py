"""Optimizers that misbehave: each has to end in a verdict with a sentence, and to leave no process behind.

Where OPTPROOF_PIDS names a file, every process that comes to be is noted in it.
"""

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time

import numpy as np


def _note(pid):
    if "OPTPROOF_PIDS" in os.environ:
        with open(os.environ["OPTPROOF_PIDS"], "a") as notes:
            notes.write(f"{pid}\n")


_note(os.getpid())


def _once(what):
    """Whether `what` is done for the first time in this process; a module's own state is put back between runs."""
    first = f"done: {what}" not in sys.modules
    sys.modules[f"done: {what}"] = sys
    return first


class Raises:
    def __init__(self, lr=0.01):
        self.lr = lr

    def update(self, params, grads):
        raise RuntimeError("the tank is empty")


class RaisesLater(Raises):
    def __init__(self, lr=0.01):
        self.lr, self.t = lr, 0

    def update(self, params, grads):
        self.t += 1
        if self.t > 4:
            raise RuntimeError("the tank is empty")
        for key in params:
            params[key] -= self.lr * grads[key]


class RaisesInTheConstructor:
    def __init__(self, lr=0.01):
        raise OSError("no such device")

    def update(self, params, grads):
        pass


class RaisesNothingButItself(Raises):
    def update(self, params, grads):
        raise BaseException("beyond Exception")


class Exits(Raises):
    def update(self, params, grads):
        sys.exit(3)


class ExitsLater(RaisesLater):
    def update(self, params, grads):
        self.t += 1
        if self.t > 4:
            sys.exit(0)
        for key in params:
            params[key] -= self.lr * grads[key]


class Dies(Raises):
    def update(self, params, grads):
        os._exit(0)


class Loops(Raises):
    def update(self, params, grads):
        while True:
            pass


class Recurses(Raises):
    def update(self, params, grads):
        self.update(params, grads)


class Interrupts(Raises):
    def update(self, params, grads):
        raise KeyboardInterrupt


class Prints(Raises):
    def update(self, params, grads):
        print("step", "x" * 1000)
        sys.stderr.write("step\n")
        os.write(1, b"raw\n")
        for key in params:
            params[key] -= self.lr * grads[key]


class MutatesGradients(Raises):
    def update(self, params, grads):
        for key in params:
            grads[key] *= self.lr
            params[key] -= grads[key]


class ClearsGradients(Raises):
    def update(self, params, grads):
        for key in params:
            params[key] -= self.lr * grads[key]
        grads.clear()


class DropsParameters(Raises):
    def update(self, params, grads):
        params.clear()


class GrowsParameters(Raises):
    def update(self, params, grads):
        for key in params:
            params[key] = np.append(params[key], 0.0) - self.lr * np.append(grads[key], 0.0)


class MakesText(Raises):
    def update(self, params, grads):
        for key in params:
            params[key] = "done"


class MakesNothing(Raises):
    def update(self, params, grads):
        for key in params:
            params[key] = None


class MakesNaN(Raises):
    def update(self, params, grads):
        for key in params:
            params[key] = params[key] * np.nan


class MakesComplex(Raises):
    def update(self, params, grads):
        for key in params:
            params[key] = params[key] - 1j * self.lr * grads[key]


class NeedsWhatNobodyKnows:
    def __init__(self, lr, secret):
        self.lr, self.secret = lr, secret

    def update(self, params, grads):
        pass


class HasNoStep:
    def __init__(self, lr=0.01):
        self.lr = lr


class Sgd:
    """Right in itself; the others add something to it."""

    def __init__(self, lr=0.01):
        self.lr = lr

    def update(self, params, grads):
        for key in params:
            params[key] -= self.lr * grads[key]


# It ends its process.


class DiesWithStatus3(Raises):
    def update(self, params, grads):
        os._exit(3)


class DiesInTheConstructor(Raises):
    def __init__(self, lr=0.01):
        os._exit(0)


class DiesInTheConstructorWithStatus3(Raises):
    def __init__(self, lr=0.01):
        os._exit(3)


class Segfaults(Raises):
    def update(self, params, grads):
        ctypes.string_at(0)


class Aborts(Raises):
    def update(self, params, grads):
        os.abort()


class KillsItself(Raises):
    def update(self, params, grads):
        os.kill(os.getpid(), signal.SIGKILL)


class DiesAndLeavesAChild(Raises):
    def update(self, params, grads):
        _note(subprocess.Popen(["sleep", "1000"]).pid)
        os._exit(3)


class RaisesGeneratorExit(Raises):
    def update(self, params, grads):
        raise GeneratorExit


# It wants too much.


class GrowsAList(Raises):
    def update(self, params, grads):
        numbers = []
        while True:
            numbers.extend([0.0] * 1_000_000)


class HoardsMemory(Raises):
    hoard = []

    def update(self, params, grads):
        while True:
            self.hoard.append(bytearray(1 << 20))


class WantsAHugeArray(Raises):
    def update(self, params, grads):
        self.m = np.empty(10**13)


class WantsALargeArray(Raises):
    def update(self, params, grads):
        self.m = np.ones(10**8)


class Floods(Sgd):
    """Hundreds of megabytes of words, everywhere."""

    def update(self, params, grads):
        super().update(params, grads)
        if _once("first flood") or _once("second flood"):
            print("x" * 20_000_000)
            sys.stderr.write("x" * 20_000_000)
            os.write(1, b"x" * 20_000_000)
            os.write(2, b"x" * 20_000_000)


# It starts something that does not end.


class Forks(Sgd):
    def update(self, params, grads):
        super().update(params, grads)
        if _once("fork") and os.fork() == 0:
            _note(os.getpid())
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            time.sleep(1000)


class ForksAndGoesOnTwice(Sgd):
    """Both processes go on with the check."""

    def update(self, params, grads):
        super().update(params, grads)
        if _once("fork"):
            os.fork()
            _note(os.getpid())


class StartsACommand(Sgd):
    def __init__(self, lr=0.01):
        self.lr = lr
        if _once("command"):
            _note(subprocess.Popen(["sleep", "1000"]).pid)


class StartsADeafCommand(Sgd):
    def __init__(self, lr=0.01):
        self.lr = lr
        if _once("command"):
            _note(subprocess.Popen(["sh", "-c", "trap '' TERM INT HUP; while :; do sleep 0.1; done"]).pid)


class StartsACommandElsewhere(Sgd):
    """In a session of its own."""

    def __init__(self, lr=0.01):
        self.lr = lr
        if _once("command"):
            _note(subprocess.Popen(["sleep", "1000"], start_new_session=True).pid)


class StartsACommandAndLoops(StartsACommand):
    def update(self, params, grads):
        while True:
            pass


class StartsAThread(Sgd):
    def __init__(self, lr=0.01):
        self.lr = lr
        if _once("thread"):
            threading.Thread(target=time.sleep, args=(1000,), daemon=False).start()


# It changes what everybody shares.


class ClosesAllFiles(Sgd):
    def update(self, params, grads):
        super().update(params, grads)
        os.closerange(0, 4096)


class ChangesItsProcess(Sgd):
    def update(self, params, grads):
        super().update(params, grads)
        sys.stdout = sys.stderr = sys.stdin = None
        for each in (signal.SIGTERM, signal.SIGINT, signal.SIGALRM, signal.SIGCHLD):
            signal.signal(each, signal.SIG_IGN)
        os.chdir("/")
        os.umask(0)


class ReadsFromTheTerminal(Sgd):
    def update(self, params, grads):
        super().update(params, grads)
        input("continue? ")


def _broken(x, *args, **kwargs):
    return x


class ReplacesSqrt(Sgd):
    def update(self, params, grads):
        super().update(params, grads)
        np.sqrt = _broken


class ReplacesEverything(Sgd):
    """In the constructor, and so that hardly anything works afterwards."""

    def __init__(self, lr=0.01):
        self.lr = lr
        for name in ("sqrt", "abs", "asarray", "array", "isfinite", "array_equal", "max"):
            setattr(np, name, None)


class RaisesFloatingPointErrors(Sgd):
    def update(self, params, grads):
        np.seterr(all="raise")
        super().update(params, grads)


class SeedsNumPy(Sgd):
    def update(self, params, grads):
        super().update(params, grads)
        np.random.seed(0)


class DrawsAndDropsNumbers(Sgd):
    def update(self, params, grads):
        super().update(params, grads)
        np.random.rand(3)


class AddsNoise(Sgd):
    def update(self, params, grads):
        for key in params:
            params[key] -= self.lr * grads[key] + 1e-3 * np.random.rand()


class FormatsBadly(Raises):
    """An exception that cannot be shown."""

    def update(self, params, grads):
        class Unspeakable(Exception):
            def __str__(self):
                raise ValueError("no words")

        raise Unspeakable


def returns_none(w, dw, lr=0.01):
    return None


def returns_text(w, dw, lr=0.01):
    return "w"


def returns_nan(w, dw, lr=0.01):
    return w * np.nan


def returns_half(w, dw, lr=0.01):
    return (w - lr * dw)[:1]


def returns_generator(theta0, grads, lr=0.01):
    for g in grads:
        theta0 = theta0 - lr * g
        yield theta0


not_callable = 3


# It waits for what does not come.


class WaitsInItsStep(Sgd):
    def update(self, params, grads):
        threading.Event().wait()


class TurnsForEver(Sgd):
    def update(self, params, grads):
        while True:
            pass


# It replaces what is built in.


class ReplacesBuiltIns(Sgd):
    def update(self, params, grads):
        import builtins

        builtins.abs = builtins.max = lambda *values, **named: 0
        super().update(params, grads)


class ReplacesIsinstance(Sgd):
    def update(self, params, grads):
        import builtins

        builtins.isinstance = lambda *values: True
        super().update(params, grads)
