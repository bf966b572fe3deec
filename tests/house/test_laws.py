"""Who may import whom: every import statement of the three packages, also those inside functions."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

MAY_IMPORT = {
    "reference": {"sympy", "mpmath", "numpy"},
    "implementations": {"numpy"},
    "verification": {"reference", "sympy", "mpmath", "numpy", "hypothesis", "z3", "typer", "rich", "pytest"},
}
"""Besides the standard library and the package itself."""

OWN_PLACE = {
    "ml_dtypes": {"verification/symbolic/dtypes.py"},
    "torch": {"verification/symbolic/torch_tensor.py"},
    "jax": {"verification/symbolic/jax_functions.py", "verification/symbolic/jax_expressions.py"},
    "keras": {"verification/subjects/shapes/keras.py"},
    "matplotlib": {"verification/reports/pictures/canvas.py"},
    "autograd": {"verification/symbolic/autograd.py"},
    "distributed": {"verification/mutation/cluster.py"},
}
"""Imported in these places alone, and only where it is installed and asked for."""

FILES = [path for package in MAY_IMPORT for path in sorted((ROOT / package).rglob("*.py"))]


def imported(path: Path) -> Iterator[str]:
    """The top-level names that a file imports; a relative import counts as the package at the top level."""
    here = path.relative_to(ROOT).parent.parts
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield (node.module or "").partition(".")[0]
        elif isinstance(node, ast.ImportFrom):
            base = here[: len(here) - node.level + 1]
            names = [node.module] if node.module else [alias.name for alias in node.names]
            yield from (base[0] if base else str(name).partition(".")[0] for name in names)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports(path):
    """A file imports what its package may import, and nothing else."""
    package = path.relative_to(ROOT).parts[0]
    here = {name for name, places in OWN_PLACE.items() if path.relative_to(ROOT).as_posix() in places}
    allowed = MAY_IMPORT[package] | {package} | sys.stdlib_module_names | here
    assert set(imported(path)) <= allowed


def test_an_import_that_is_against_the_law_is_seen(tmp_path, monkeypatch):
    """The reader of imports sees each way of writing one."""
    monkeypatch.setattr(sys.modules[__name__], "ROOT", tmp_path)
    folder = tmp_path / "verification" / "proof"
    folder.mkdir(parents=True)
    lines = (
        "import torch.nn",
        "from jax import numpy",
        "from ...implementations import Adam",
        "from ... import reference",
        "from ..target import load",
        "from . import prover",
    )
    path = folder / "one.py"
    path.write_text("\n".join(lines), encoding="utf-8")
    assert [*imported(path)] == ["torch", "jax", "implementations", "reference", "verification", "verification"]
