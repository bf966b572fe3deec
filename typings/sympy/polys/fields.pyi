from collections.abc import Sequence
from typing import Any

from sympy import Symbol

def field(symbols: Sequence[Symbol], domain: Any, order: str = ...) -> tuple[Any, ...]: ...
