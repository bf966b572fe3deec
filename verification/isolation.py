"""Somebody's code runs in a process of its own, silenced, and not for ever."""

import io
import multiprocessing
import os
import sys
import tempfile
import traceback
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

TIME_LIMIT = 120.0
"""Seconds that one target may take."""


class LostError(Exception):
    """The process ended without an answer; the message is a sentence."""


def isolated(work: Callable[[], Any], time_limit: float = TIME_LIMIT) -> Any:
    """The result of `work`, done in a forked process.  Raises `LostError`.

    Where processes cannot be forked, `work` is done here, with no limit on its time.
    """
    if "fork" not in multiprocessing.get_all_start_methods():
        return work()
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    sys.stdout.flush()
    sys.stderr.flush()
    process = context.Process(target=_child, args=(work, sender), daemon=True)
    process.start()
    sender.close()
    try:
        if not receiver.poll(time_limit):
            raise LostError(f"It did not come to an end in {time_limit:g} seconds.")
        kind, answer = receiver.recv()
    except EOFError:
        process.join(1)
        raise LostError(f"Its process ended without an answer (exit code {process.exitcode}).") from None
    finally:
        _end(process)
        receiver.close()
    if kind == "failure":
        raise LostError(f"optproof itself failed, which is a bug of optproof's: {answer}")
    return answer


def _end(process: Any) -> None:
    if process.is_alive():
        process.join(0.05)
    if process.is_alive():
        process.kill()
    process.join()


def _child(work: Callable[[], Any], sender: Connection) -> None:
    with tempfile.TemporaryFile() as sink:
        for descriptor in (1, 2):
            os.dup2(sink.fileno(), descriptor)
        sys.stdout = sys.stderr = io.TextIOWrapper(sink, write_through=True)
        try:
            sender.send(("answer", work()))
        except BaseException as error:  # noqa: BLE001 - reported by the parent as a bug of ours
            last = traceback.extract_tb(error.__traceback__)[-1]
            sender.send(
                ("failure", f"{type(error).__name__}: {error} ({Path(last.filename).name}, line {last.lineno})")
            )
        finally:
            sender.close()
    os._exit(0)
