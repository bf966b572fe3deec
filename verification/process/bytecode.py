"""Bytecode of optproof's own modules, where Python may write none beside them: to compile them takes as long as to import SymPy.

It lies in the user's own folder for what can be made again, as that of other tools does, and nothing of a target's is in it.
"""

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType

OURS = ("optproof.reference", "optproof.verification")
"""The packages of which bytecode is kept."""


def keep() -> None:
    """Keep the bytecode of what is imported from here on, if Python keeps none."""
    if sys.dont_write_bytecode and sys.pycache_prefix is None:
        with suppress(RuntimeError):  # whoever has no home keeps none
            sys.meta_path.insert(0, _Finder(str(folder())))


def folder() -> Path:
    """Where it is kept.  Raises `RuntimeError` where the user has no home."""
    return Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser() / "optproof" / "bytecode"


class _Finder(MetaPathFinder):
    """Finds our modules where they are, and lets `_Loader` load them."""

    def __init__(self, kept: str) -> None:
        self.kept = kept

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if not fullname.startswith(OURS):
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is None or type(spec.loader) is not SourceFileLoader:
            return spec
        if spec.cached is None or not Path(spec.cached).exists():  # as it does where an installation has compiled all
            spec.loader = _Loader(fullname, spec.loader.path, self.kept)
        return spec


class _Loader(SourceFileLoader):
    def __init__(self, fullname: str, path: str, kept: str) -> None:
        super().__init__(fullname, path)
        self.kept = kept

    def get_code(self, fullname: str) -> CodeType | None:
        """The code of a module, from the folder if it is there, and else left there; nothing is run meanwhile."""
        before = sys.pycache_prefix, sys.dont_write_bytecode
        sys.pycache_prefix, sys.dont_write_bytecode = self.kept, False
        try:
            return super().get_code(fullname)
        finally:
            sys.pycache_prefix, sys.dont_write_bytecode = before
