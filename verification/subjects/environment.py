"""What other libraries are told before a target imports them, through environment variables of their own."""

import json
import os
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

BACKENDS = ("jax", "torch")
"""What Keras may compute with, the one that can be looked into first."""


def tell_libraries() -> None:
    """Let JAX keep float64, and Keras compute with a library that is here, unless the user has said otherwise."""
    os.environ.setdefault("JAX_ENABLE_X64", "1")
    if "KERAS_BACKEND" not in os.environ and find_spec(_configured()) is None:
        for name in BACKENDS:
            if find_spec(name) is not None:
                os.environ["KERAS_BACKEND"] = name
                break


def _configured() -> str:
    """What Keras would compute with; it writes its default into the user's file by itself."""
    home = Path(os.environ.get("KERAS_HOME", Path.home() / ".keras"))
    with suppress(OSError, ValueError, KeyError):
        return str(json.loads((home / "keras.json").read_text(encoding="utf-8"))["backend"])
    return "tensorflow"
