"""Modules by the paths of their files, for what no package has; and what a file of tests needs of libraries."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest


def module_at(path: Path, name: str) -> ModuleType:
    """The module in the file, loaded once, under a name of our own."""
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, path)
        assert spec is not None and spec.loader is not None
        sys.modules[name] = module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    return sys.modules[name]


def needs(*packages: str) -> None:
    """Skip a file of tests where these are not installed.

    They are not imported: every worker collects every file, and what it has imported it takes along into each of its forks.
    """
    for each in packages:
        if importlib.util.find_spec(each) is None:
            pytest.skip(f"{each} is not installed", allow_module_level=True)
