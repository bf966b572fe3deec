"""Files of any package load as Python loads them there; what is missing, and not needed, is supplied, and the verdict says so."""

from pathlib import Path

import pytest

from optproof.verification.subjects.loading import TargetError
from optproof.verification.subjects.target import load

from .asking import ask, proved

BASE = """
class Base:
    def __init__(self, lr):
        self.lr = lr
"""

MOMENTUM = """
import numpy as np

class Momentum({base}):
    def __init__(self, lr=0.01, momentum=0.9):
        {init}
        self.momentum, self.v = momentum, {{}}

    def update(self, params, grads):
        {before}
        for key, g in grads.items():
            self.v[key] = self.momentum * self.v.get(key, np.zeros_like(g)) - self.lr * g
            params[key] += self.v[key]
"""


def momentum(before: str = "pass", *, base: str = "object") -> str:
    """The source of a right optimizer with something before its step."""
    init = "self.lr = lr" if base == "object" else "super().__init__(lr)"
    return MOMENTUM.format(base=base, init=init, before=before)


def written(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


PACKAGES = {
    "a module of the package's name, imported absolutely": {
        "{net}/__init__.py": "",
        "{net}/{net}.py": BASE,
        "{net}/optim.py": "from {net}.{net} import Base\n" + momentum(base="Base"),
    },
    "a name that the package gives, and its module of the same name does not": {
        "{net}/__init__.py": "from .base import Base\n",
        "{net}/base.py": BASE,
        "{net}/{net}.py": "",
        "{net}/optim.py": "from {net} import Base\n" + momentum(base="Base"),
    },
    "a repository that is a package itself": {
        "repository/__init__.py": "",
        "repository/{net}/__init__.py": "",
        "repository/{net}/{net}.py": "from .optim import Momentum\n",
        "repository/{net}/base.py": "from {net}.words import WORD\n" + BASE,
        "repository/{net}/words.py": "WORD = 1\n",
        "repository/{net}/optim.py": "from .base import Base\n" + momentum(base="Base"),
    },
    "no __init__.py at all": {
        "{net}/{net}.py": BASE,
        "{net}/optim.py": "from {net}.{net} import Base\n" + momentum(base="Base"),
    },
}


@pytest.mark.parametrize("kind", PACKAGES)
def test_a_package_holds_a_module_of_its_own_name(kind: str, tmp_path: Path) -> None:
    """What a file imports by its package's name is that package's."""
    net = f"net{[*PACKAGES].index(kind)}"
    files = {name.replace("{net}", net): text.replace("{net}", net) for name, text in PACKAGES[kind].items()}
    written(tmp_path, files)
    place = next(name for name in files if name.endswith("optim.py"))
    assert proved(f"{tmp_path / place}:Momentum", "momentum", "classical") is not None


STANDARD = """
import random
import copy
from .base import Base
"""


@pytest.mark.parametrize(
    ("name", "init"), [("copy", True), ("copy", False), ("random", True), ("random", False), ("numpy", False)]
)
def test_a_folder_is_called_as_a_module_that_it_uses(name: str, init: bool, tmp_path: Path) -> None:
    """The file's relative imports mean the folder, and its absolute ones what they mean everywhere."""
    files = {
        f"{name}/base.py": BASE,
        f"{name}/optim.py": STANDARD + momentum("copy.copy(self.v), random.Random", base="Base"),
    }
    written(tmp_path, files | ({f"{name}/__init__.py": ""} if init else {}))
    assert proved(f"{tmp_path / name / 'optim.py'}:Momentum", "momentum", "classical") is not None


GUARDED = {
    "seen = []": "seen.append(self.lr)",
    "verbose, history = False, {'lr': []}": "history['lr'].append(self.lr)",
    "scale = np.ones(1)": "self.scale = scale",
}


@pytest.mark.parametrize("binding", GUARDED)
def test_names_bound_under_the_main_guard(binding: str, tmp_path: Path) -> None:
    """A plain value that is bound under the main guard alone is there, and the verdict says so."""
    source = momentum(GUARDED[binding]) + f'\nif __name__ == "__main__":\n    {binding}\n    other = open("nothing")\n'
    written(tmp_path, {"guarded.py": source})
    verdict = ask(f"{tmp_path / 'guarded.py'}:Momentum", "momentum")
    assert verdict.verdict in ("proved", "passed"), verdict.reason
    assert '`if __name__ == "__main__":` alone' in verdict.reason
    assert "other" not in vars(load(f"{tmp_path / 'guarded.py'}:Momentum").module)


ABSENT = """
import matplotlib_absent.pyplot as plt
import tensorflow_absent as tf
from torch_absent import nn
from helpers_absent import data

device = nn.device("cuda" if nn.is_available() else "cpu")

class Net(nn.Module):
    def __init__(self):
        self.layer = nn.Linear(2, 2)

@tf.function
def compiled(x):
    return x
"""


def test_what_is_not_installed_and_not_used(tmp_path: Path) -> None:
    """A file whose optimizer uses none of the modules that are missing loads, and the verdict names them."""
    written(tmp_path, {"absent.py": ABSENT + momentum(), "user.py": ABSENT + momentum("plt.plot(self.lr)")})
    verdict = ask(f"{tmp_path / 'absent.py'}:Momentum", "momentum")
    assert verdict.verdict == "proved"
    assert "matplotlib_absent, tensorflow_absent, torch_absent and helpers_absent" in verdict.reason
    for name in ("Net", "compiled"):
        with pytest.raises(TargetError, match="_absent', which is not here"):
            load(f"{tmp_path / 'absent.py'}:{name}")
    verdict = ask(f"{tmp_path / 'user.py'}:Momentum", "momentum")
    assert verdict.verdict == "unknown"
    assert "it uses the module 'matplotlib_absent', which is not installed" in verdict.reason


DECORATED = """
from numba_absent import njit, vmap


@njit(fastmath=True)
def sgd(w, g, lr=0.01):
    return w - lr * g


@vmap
def mapped(w, g, lr=0.01):
    return w - lr * g
"""


def test_decorators_that_are_not_here(tmp_path: Path) -> None:
    """One that leaves a function what it is is left out, and the verdict says so; what another makes of it nobody knows."""
    written(tmp_path, {"decorated.py": DECORATED})
    verdict = ask(f"{tmp_path / 'decorated.py'}:sgd", "sgd")
    assert verdict.verdict == "proved"
    assert "Left out with the modules that are not here: @njit." in verdict.reason
    with pytest.raises(TargetError, match="'numba_absent', which is not here"):
        load(f"{tmp_path / 'decorated.py'}:mapped")


RANGED = """
class {name}:
    def __init__(self, lr=0.01):
        self.lr = lr

    def update(self, params, grads):
        for k in {keys}:
            params[k] -= self.lr * grads[k]
"""


def test_names_of_python_2(tmp_path: Path) -> None:
    """A name that Python 2 had is supplied, and the verdict says so; a method that its dicts had is told."""
    text = RANGED.format(name="Ranged", keys="xrange(len(params))")
    text += RANGED.format(name="Keyed", keys="params.iterkeys()")
    written(tmp_path, {"old.py": text})
    verdict = ask(f"{tmp_path / 'old.py'}:Ranged", "sgd")
    assert verdict.verdict == "proved"
    assert "Of Python 2, and supplied: xrange." in verdict.reason
    verdict = ask(f"{tmp_path / 'old.py'}:Keyed", "sgd")
    assert verdict.verdict == "unknown"
    assert "It is written for Python 2: 2to3 mends it." in verdict.reason


def test_python_2(tmp_path: Path) -> None:
    """A file for Python 2 is called one."""
    written(tmp_path, {"old.py": "print 'hello'\n"})
    with pytest.raises(TargetError, match="written for Python 2"):
        load(f"{tmp_path / 'old.py'}:Momentum")


OLD = """
import warnings

def __getattr__(name):
    warnings.warn(f"{name} is deprecated", DeprecationWarning, stacklevel=2)
    raise AttributeError(name)
"""


@pytest.mark.parametrize("library", ["numpy", "torch", "jax.numpy"])
def test_no_name_that_warns_is_asked_for(library: str, tmp_path: Path) -> None:
    """What a file imports is not woken to find out where it is from: here a warning is an error."""
    pytest.importorskip(library.partition(".")[0])
    text = momentum().replace("np.zeros_like(g)", "0")
    name = f"old_names_of_{library.partition('.')[0]}"
    written(tmp_path, {f"{name}.py": OLD, "optim.py": f"import {library}\nimport {name}\n" + text})
    assert proved(f"{tmp_path / 'optim.py'}:Momentum", "momentum", "classical") is not None
