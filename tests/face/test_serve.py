"""`optproof serve`: what the page is told, to whom it answers, and that nobody waits for another."""

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from optproof.verification.interfaces.serve import server

from .conftest import ROOT, SPECIMENS

TOKEN = "what-nobody-guesses"
ROOM = 3
NEVER = (ROOT / SPECIMENS / "momentum_never_decays.py").read_text(encoding="utf-8")
HANGS = "while True: pass\nclass SGD:\n    def update(self, params, grads): ...\n"


SERVER = f"""
import socket, sys
from pathlib import Path

import uvicorn
from optproof.verification.interfaces.serve import server
from optproof.verification.interfaces.settings import Effort

server.AT_ONCE = {ROOM}
app = server.application({TOKEN!r}, Path(sys.argv[1]), Effort(examples=1))
listening = socket.create_server(("127.0.0.1", 0))
print(listening.getsockname()[1], flush=True)
uvicorn.Server(uvicorn.Config(app, ws="none", log_level="error", timeout_graceful_shutdown=1)).run([listening])
"""
"""As the command runs it, in a process of one thread: checks are forked of it, and this one has whatever other tests import."""


@pytest.fixture(scope="module")
def served(tmp_path_factory) -> Iterator[tuple[int, Path]]:
    """The port of a server, and the folder in which it checks."""
    folder = tmp_path_factory.mktemp("desk")
    with subprocess.Popen([sys.executable, "-c", SERVER, folder], stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout
        yield int(running.stdout.readline()), folder
        running.terminate()


def answer(port: int, path: str, host: str = "127.0.0.1", body: str | None = None) -> http.client.HTTPResponse:
    """An answer that is still to be read; who closes it before has left."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
    connection.request("GET" if body is None else "POST", path, body, {"Host": host, "Connection": "close"})
    return connection.getresponse()


def got(port: int, path: str, host: str = "127.0.0.1", body: str | None = None) -> tuple[int, str]:
    """Status and text."""
    with answer(port, path, host, body) as response:
        return response.status, response.read().decode()


def asked(port: int, **what: str) -> http.client.HTTPResponse:
    return answer(port, f"/{TOKEN}/check", body=json.dumps(what))


def told(response: http.client.HTTPResponse) -> list[tuple[str, dict]]:
    """The events of an answer."""
    found = re.findall(r"event: (.*)\ndata: (.*)\n\n", response.read().decode())
    return [(name, json.loads(data)) for name, data in found]


def emptied(folder: Path) -> None:
    """Wait until nothing that was pasted is left."""
    latest = time.monotonic() + 60
    while [*folder.iterdir()]:
        assert time.monotonic() < latest
        time.sleep(0.05)


def test_who_knows_the_address_has_the_page(served):
    """With the token, under a name of this machine; it loads nothing from elsewhere, has every specimen, and says what it runs."""
    port, _ = served
    with answer(port, f"/{TOKEN}/") as page:
        text = page.read().decode()
        assert page.status == 200
        assert page.headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'")
    assert "run on this machine, with your rights" in text
    for name in re.findall(r'(?:src|href)="([^"]+)"', text):
        assert name == "data:," or got(port, f"/{TOKEN}/{name}")[0] == 200
    examples = set(re.findall(r'data-example="(\w+)"', text))
    assert examples == {each.stem for each in (ROOT / SPECIMENS).glob("[!_]*.py")}
    assert got(port, f"/{TOKEN}/examples/momentum_never_decays.py") == (200, NEVER)
    assert [got(port, each)[0] for each in ("/", "/guessed/", "/guessed/check")] == [404, 404, 404]
    assert got(port, f"/{TOKEN}/", host="elsewhere.example")[0] == 400


def test_what_is_pasted_is_checked(served):
    """The report is that of `--html`, with progress before it; the line is marked, and what is to take its place is the rule."""
    port, folder = served
    *before, (name, report) = told(asked(port, code=NEVER, rule="momentum classical"))
    assert {each for each, _ in before} == {"progress"} and name == "report"
    assert report["summary"].startswith("REFUTED momentum.")
    assert {"<math", "<svg", "The counterexample"} <= set(re.findall("<math|<svg|The counterexample", report["html"]))
    mark, lines = report["mark"], NEVER.splitlines()
    (wrong,) = [number for number, line in enumerate(lines, 1) if "# WRONG" in line]
    assert (mark["first"], mark["last"]) == (wrong, wrong)
    start, end = mark["columns"]
    lines[wrong - 1] = lines[wrong - 1][:start] + mark["instead"] + lines[wrong - 1][end:]
    _, right = told(asked(port, code="\n".join(lines)))[-1]
    assert right["summary"] == "IDENTIFIED momentum classical" and right["mark"] is None
    assert right["rule"] == "momentum classical" and "<math" in right["html"]
    emptied(folder)


def test_nobody_waits_for_anothers_hang(served):
    """Who comes when as many run as may is told so, and has a turn; the checks of those who leave end with them."""
    port, folder = served
    hanging = [asked(port, code=HANGS, rule="sgd") for _ in range(ROOM - 1)]
    for each in hanging:
        each.readline()
    two = "class A:\n    def f(self): ...\nclass B(A): ..."
    assert told(asked(port, code=two))[-1] == ("which", {"names": ["A", "B"]})
    assert len([*folder.iterdir()]) >= len(hanging)
    hanging.append(asked(port, code=HANGS, rule="sgd"))
    late = asked(port, code=two)
    assert late.readline() == b"event: progress\n" and b"waiting" in late.readline()
    for each in hanging:
        each.close()
    assert told(late)[-1][0] == "which"
    emptied(folder)


@pytest.mark.parametrize(
    ("what", "why"),
    [
        ({"code": ""}, "There is no class and no function in it"),
        ({"code": "class Adam:\n  def"}, "line 2"),
        ({"code": NEVER, "rule": "admin"}, "Did you mean"),
        ({"code": NEVER, "rule": "momentum", "settings": "\nmomentum"}, "--set momentum: write NAME=VALUE"),
        ({"code": NEVER, "settings": "a"}, "--set a: write NAME=VALUE"),
        ({"code": NEVER, "rule": "momentum", "name": "Momentun"}, "Momentum"),
    ],
    ids=["empty", "no Python", "no rule", "no value", "no value to identify", "no such class"],
)
def test_what_cannot_be_checked_is_said(served, what, why):
    name, said = told(asked(served[0], **what))[-1]
    assert why in (said["message"] if name == "trouble" else said["summary"])


def test_what_no_page_sends(served):
    """It is refused, with a sentence."""
    port, _ = served
    for body, why in (("{", "Expecting"), ("[1]", "strings"), ('{"x": "y"}', "x"), ('"' + "x" * server.LARGEST, "KB")):
        status, said = got(port, f"/{TOKEN}/check", body=body)
        assert status == 400 and why in said


def test_command(optproof, tmp_path):
    """It prints an address on this machine, answers there, and Ctrl-C ends it with all that it has begun."""
    command = subprocess.Popen(
        [sys.executable, "-m", "optproof", "serve"],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    )
    assert command.stdout
    port, token = re.fullmatch(r"http://127\.0\.0\.1:(\d+)/([\w-]{20,})/\n", command.stdout.readline()).groups()
    assert optproof("serve", "--port", port).err == f"--port {port}: Address already in use.\n"
    running = answer(int(port), f"/{token}/check", body=json.dumps({"code": HANGS, "rule": "sgd"}))
    assert running.readline() == b"event: progress\n" and [*tmp_path.iterdir()]
    command.send_signal(signal.SIGINT)
    running.close()
    assert command.communicate(timeout=60)[0].splitlines()[-1] == "Stopped."
    assert command.returncode == 0 and [*tmp_path.iterdir()] == []


def test_editor_is_made_of_what_its_lock_names():
    """The bundle says of which packages it was made, those of package-lock.json, and their licences lie beside it."""
    own = ROOT / "verification" / "interfaces" / "serve"
    lock = json.loads((ROOT / ".ci" / "editor" / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    held = {f"{name.removeprefix('node_modules/')} {each.get('version')}" for name, each in lock.items()}
    head = (own / "editor.js").read_text(encoding="utf-8").partition("\n")[0]
    made = set(re.findall(r"[@\w/-]+ \d+\.\d+\.\d+", head))
    assert made <= held and any("@codemirror/view" in each for each in made)
    licences = (own / "editor.txt").read_text(encoding="utf-8")
    assert all(f"{each}\n" in licences for each in made)
