"""What other libraries are told before a target imports them, through environment variables of their own."""

import os
from importlib.util import find_spec
from pathlib import Path

BACKENDS = ("jax", "torch")
"""Those of Keras that can be looked into, the best first."""


def told() -> None:
    """Let JAX keep float64, and Keras compute with a library that is here, unless the user has said otherwise."""
    os.environ.setdefault("JAX_ENABLE_X64", "1")
    if "KERAS_BACKEND" not in os.environ and not _keras_file().exists():
        for name in BACKENDS:
            if find_spec(name) is not None:
                os.environ["KERAS_BACKEND"] = name
                break


def _keras_file() -> Path:
    """Where a user of Keras says which library it is to compute with."""
    return Path(os.environ.get("KERAS_HOME", Path.home() / ".keras")) / "keras.json"
