"""`optproof serve`: a page on this machine into which an optimizer is pasted."""

import secrets
import socket
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from ...process.signals import stop_as_for_ctrl_c
from ...questions.set_option import InputError
from ..options import Examples, MemoryLimit, SeedOfVerdict, TimeLimit, project
from ..output import complain
from ..settings import Effort

HOST = "127.0.0.1"
"""This machine, and no other."""

GRACE = 1
"""Seconds that a check has to end, where the server does."""


def serve(
    port: Annotated[
        int, typer.Option(metavar="N", min=0, max=65535, help="Where it listens.", show_default="any that is free")
    ] = 0,
    browser: Annotated[bool, typer.Option("--open", help="Open the page in a browser.")] = False,
    seed: SeedOfVerdict = None,
    examples: Examples = None,
    time_limit: TimeLimit = None,
    memory_limit: MemoryLimit = None,
) -> None:
    """Serve a page into which an optimizer is pasted, and beside which its report appears.

    It listens on this machine alone, at an address that nobody can guess, until
    it is stopped by Ctrl-C.
    """
    effort = project().effort_with(seed=seed, examples=examples, time_limit=time_limit, memory_limit=memory_limit)
    with socket.socket() as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((HOST, port))
            listening.listen()  # whoever reads the address may ask at once
        except OSError as error:
            complain(InputError(f"--port {port}: {error.strerror}."))
        with TemporaryDirectory(prefix="optproof-serve-") as folder:
            _run(listening, Path(folder), effort, browser=browser)


def _run(listening: socket.socket, folder: Path, effort: Effort, *, browser: bool) -> None:
    try:
        from uvicorn import Config, Server

        from ..serve.server import application
    except ModuleNotFoundError as error:
        complain(InputError(f"{error.name} is not installed: pip install 'optproof[serve]'"))
    token = secrets.token_urlsafe(16)
    address = f"http://{HOST}:{listening.getsockname()[1]}/{token}/"
    app = application(token, folder, effort)
    config = Config(
        app, loop="asyncio", http="h11", ws="none", log_level="error", access_log=False, timeout_graceful_shutdown=GRACE
    )
    print(address, flush=True)
    print("It runs the code that is pasted, with your rights. Ctrl-C ends it.", flush=True)
    if browser:
        import webbrowser

        webbrowser.open(address)
    stop_as_for_ctrl_c()
    try:
        Server(config).run(sockets=[listening])
    except KeyboardInterrupt:
        print("Stopped.")
