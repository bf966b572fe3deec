"""A Dask cluster as an executor: its scheduler hands the work out, and does again what a lost worker had not finished."""

import os
import sys
from collections.abc import Generator
from concurrent.futures import Executor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from distributed import Client, WorkerPlugin
from distributed.comm.addressing import get_address_host_port

from ..questions.set_option import InputError

PATIENCE = 10.0
"""Seconds in which the scheduler must answer."""


@contextmanager
def cluster(address: str) -> Generator[Executor]:
    """An executor on the cluster whose scheduler is at `address`, as `tcp://host:8786`.

    The workers need optproof, and the target and its tests at the same paths as here.  Raises `InputError`.
    """
    try:
        get_address_host_port(address)  # a client of what is no address would wait for it
        client = Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        raise InputError(
            f"No scheduler of Dask answers at {address}: {error}. Start one with `dask scheduler`."
        ) from error
    with client:
        client.register_plugin(_Here(str(Path.cwd()), tuple(sys.path)))
        with client.get_executor(pure=False) as pool:
            yield pool


class _Here(WorkerPlugin):
    """Every worker, those that come later too, works in the folder in which the command was given, with its paths."""

    name = "optproof"

    def __init__(self, folder: str, paths: tuple[str, ...]) -> None:
        self.folder, self.paths = folder, paths

    def setup(self, worker: Any) -> None:
        """Called once in each worker."""
        with suppress(FileNotFoundError):
            os.chdir(self.folder)
        sys.path += [each for each in self.paths if each not in sys.path]
