"""The server of the page: what it answers to whom, and a process for each check, which ends with the request for it.

All handlers run in one thread, which waits for nothing but messages; so each process is forked of a process with one thread.
"""

import asyncio
import json
import shutil
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Mount, Route

from ...process.isolation import LostError
from ...process.job import Job, Send, begun, open_descriptors
from ...reports.html.document import style_sheet
from ..settings import Effort
from .examples import examples
from .page import page
from .pasted import Pasted, answer, stage

AT_ONCE = 16
"""Checks that run at once; those that come later wait, and the page says so."""

LARGEST = 1 << 20
"""Bytes that a page may send."""

TYPES = {"css": "text/css", "js": "text/javascript", "txt": "text/plain"}

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{token}'; img-src data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}
"""The page loads nothing but from here, tells nobody its address, and stands in nobody's frame."""


@dataclass
class Desk:
    """Where checks are made: each in a folder below this one, so many at once."""

    folder: Path
    effort: Effort
    room: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))
    jobs: set[Job] = field(default_factory=set)
    endings: set["asyncio.Task[None]"] = field(default_factory=set)

    async def events(self, pasted: Pasted) -> AsyncGenerator[str]:
        """Server-sent events: progress, and what comes of it.  Whoever hears no more of them ends the check."""
        if self.room.locked():
            yield event("progress", stage(f"waiting, for {AT_ONCE} checks run"))
        async with self.room:
            job, folder = self._begun(pasted)
            try:
                yield event("progress", stage("loading"))
                async for name, data in _told(job):
                    yield event(name, data)
            except LostError as error:
                yield event("trouble", {"message": str(error)})
            finally:
                ending = asyncio.create_task(self._ended(job, folder))
                self.endings.add(ending)
                ending.add_done_callback(self.endings.discard)

    def _begun(self, pasted: Pasted) -> tuple[Job, Path]:
        folder = Path(mkdtemp(dir=self.folder))

        def work(send: Send) -> None:
            answer(pasted, folder, self.effort, lambda *told: send(told))
            send(None)

        # Neither the page's connections nor the pipes of other checks are those of somebody's code.
        job = begun(work, open_descriptors())
        self.jobs.add(job)
        return job, folder

    async def _ended(self, job: Job, folder: Path) -> None:
        """End it, and take away what it has written; others go on meanwhile."""
        for seconds in job.ending():
            await asyncio.sleep(seconds)
        self.jobs.discard(job)
        shutil.rmtree(folder, ignore_errors=True)

    async def close(self) -> None:
        await asyncio.gather(*self.endings)
        for job in self.jobs:
            job.end()


async def _told(job: Job) -> AsyncGenerator[tuple[str, Mapping[str, Any]]]:
    """What the process of a check tells, until it has told all.  Raises `LostError`."""
    loop, ready = asyncio.get_running_loop(), asyncio.Event()
    loop.add_reader(job.receiver.descriptor, ready.set)
    try:
        while True:
            await ready.wait()
            ready.clear()
            while (message := job.receive()) is not None:
                if message[0] is None:
                    return
                yield message[0]
    finally:
        loop.remove_reader(job.receiver.descriptor)


def event(name: str, data: Mapping[str, Any]) -> str:
    """One server-sent event; see https://html.spec.whatwg.org/multipage/server-sent-events.html for how it is written."""
    return f"event: {name}\ndata: {json.dumps(data)}\n\n"


def application(token: str, folder: Path, effort: Effort) -> Starlette:
    """What answers below `/token/`, and to nobody else.

    Args:
        token: what only who has started the server knows.
        folder: for what is pasted.
        effort: what each check may take.
    """
    desk = Desk(folder, effort)
    headers = {name: each.format(token=token) for name, each in HEADERS.items()}
    found = examples()

    def given(text: str, type: str) -> Callable[[Request], Any]:
        async def answered(_: Request) -> Response:
            return Response(text, media_type=type, headers=headers)

        return answered

    async def check(request: Request) -> Response:
        try:
            pasted = Pasted.read(json.loads(await _body(request)))
        except ValueError as error:
            return PlainTextResponse(str(error), status_code=400, headers=headers)
        return StreamingResponse(desk.events(pasted), media_type="text/event-stream", headers=headers)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncGenerator[None]:
        yield
        await desk.close()

    own = [each for each in files(__package__ or "").iterdir() if each.name.rpartition(".")[2] in TYPES]
    routes = [
        Route("/", given(page(found, token), "text/html")),
        Route("/check", check, methods=["POST"]),
        Route("/report.css", given(style_sheet(), "text/css")),
        *(Route(f"/{each.name}", given(each.read_text("utf-8"), TYPES[each.name.rpartition(".")[2]])) for each in own),
        *(Route(f"/examples/{each.name}.py", given(each.code, "text/plain")) for each in found),
    ]
    # Another name for this machine is that of somebody's page, who has had his name changed to lead here.
    hosts = Middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost"])
    return Starlette(routes=[Mount(f"/{token}", routes=routes)], middleware=[hosts], lifespan=lifespan)


async def _body(request: Request) -> bytes:
    """What was sent.  Raises `ValueError` where it is too much."""
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > LARGEST:
            raise ValueError(f"That is more than {LARGEST >> 10} KB.")
    return bytes(body)
