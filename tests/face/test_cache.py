"""What `optproof check` has answered is answered again at once, as long as nothing has changed that the answer depends on."""

import os
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest

from optproof.verification.interfaces.asked import Asked
from optproof.verification.interfaces.cache import records
from optproof.verification.interfaces.cache.sources import is_closed
from optproof.verification.interfaces.settings import Effort
from optproof.verification.process.isolation import isolated
from optproof.verification.process.reading import Reading, read_by
from optproof.verification.verdicts.verdict import Shown, Verdict

SGD = """from rates import scaled

class SGD:
    def __init__(self, lr=0.1):
        self.lr = lr

    def update(self, params, grads):
        for key in params:
            params[key] -= scaled(self.lr) * grads[key]
"""
RATES = "def scaled(lr):\n    return lr{}\n"
COMMAND = """import sys
from optproof.verification.interfaces.cli import main
try:
    main()
finally:
    print("sympy" in sys.modules, file=sys.stderr)
"""


@pytest.fixture
def home(monkeypatch, tmp_path):
    """A user whose cache is empty."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / ".cache"))
    monkeypatch.delenv("OPTPROOF_NO_CACHE", raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


# The command.


def check(*more: str) -> tuple[str, str, int]:
    run = subprocess.run(
        [sys.executable, "-c", COMMAND, "check", "mine.py:SGD", "--rule", "sgd", "--examples", "1", *more],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    return run.stdout, run.stderr, run.returncode


def test_an_answer_is_given_again_without_sympy_until_a_file_changes(home):
    """Byte for byte; it is said on stderr, and `--no-cache` asks anew."""
    (home / "mine.py").write_text(SGD)
    (home / "rates.py").write_text(RATES.format(""))
    out, err, status = check()
    assert out.startswith("PROVED") and err == "True\n" and status == 0
    said = "mine.py:SGD: cached, for nothing has changed; --no-cache asks anew\n"
    assert check() == (out, f"{said}False\n", 0)
    assert check("--no-cache") == (out, err, 0)
    (home / "rates.py").write_text(RATES.format(" / 2"))
    out, err, status = check()
    assert out.startswith("REFUTED") and err == "True\n" and status == 1
    assert check() == (out, f"{said}False\n", 1)


# What is kept.


def asked(home: Path, **others: object) -> Asked:
    return replace(Asked(f"{home}/mine.py:SGD", "sgd", None, [], None, Effort(), False), **others)


def kept(home: Path, source: str = "import numpy as np\n", **reading: object) -> bool:
    """Whether a verdict that was read from `mine.py`, and from `data.txt`, is kept and given again."""
    (home / "mine.py").write_text(source)
    (home / "data.txt").write_text("1")
    read = replace(Reading(frozenset({f"{home}/mine.py", f"{home}/data.txt", f"{home}/none.txt"}), True), **reading)
    time.sleep(0.02)  # what was saved within a tick of the clock may not be what was read
    records.keep(asked(home), VERDICT, read, time.time_ns())
    return records.recalled(asked(home)) == VERDICT


SHOWN = Shown("float64", 0.0, (1.0,), (1.0,), {"weight_decay": 0.5}, 1, "theta", 1.0, 2.0, 0.1, 1)
VERDICT = Verdict("mine.py:SGD", "sgd", "refuted", "plain", counterexample=SHOWN)


def test_what_is_kept_is_given_to_the_same_question_alone(home, monkeypatch):
    assert kept(home)
    for other in ({"rule": "momentum"}, {"settings": ["lr=1"]}, {"listed": {"lr": 1}}, {"effort": Effort(seed=1)}):
        assert records.recalled(asked(home, **other)) is None
    monkeypatch.setenv("MINE", "1")
    assert records.recalled(asked(home)) is None
    monkeypatch.delenv("MINE")
    monkeypatch.setenv("TERM", "dumb")
    assert records.recalled(asked(home)) == VERDICT


@pytest.mark.parametrize(
    "change",
    [
        lambda home: (home / "mine.py").write_text("import math\n"),
        lambda home: (home / "data.txt").write_text("2"),
        lambda home: (home / "data.txt").unlink(),
        lambda home: (home / "none.txt").touch(),
        lambda home: (home / "numpy.py").touch(),
        lambda home: (home / "numpy").mkdir(),
    ],
    ids=["code", "data", "data gone", "data there", "a module before numpy", "a package before numpy"],
)
def test_a_change_of_what_it_depends_on_ends_it(home, change):
    assert kept(home)
    change(home)
    assert records.recalled(asked(home)) is None


def test_what_else_lies_there_changes_nothing(home):
    assert kept(home)
    (home / "notes.txt").touch()
    os.utime(home / "mine.py")
    assert records.recalled(asked(home)) == VERDICT


def test_what_follows_from_more_than_files_is_not_kept(home):
    assert not kept(home, "import time\nnow = time.time()\n")
    assert not kept(home, alone=False)
    assert not kept(home, files=frozenset({f"{home}/mine.py", f"{home}/notebook.ipynb"}))
    records.keep(asked(home), VERDICT, Reading(frozenset({f"{home}/mine.py"}), True), 0)
    assert records.recalled(asked(home)) is None, "it was saved after the check had begun"
    records.keep(asked(home), replace(VERDICT, verdict="unknown"), Reading(frozenset(), True), time.time_ns())
    assert records.recalled(asked(home)) is None


def test_a_broken_record_is_none(home):
    assert kept(home)
    (record,) = (home / ".cache" / "optproof" / "verdicts").iterdir()
    for content in (b"", b"none", b"\x80\x04K\x01."):
        record.write_bytes(content)
        assert records.recalled(asked(home)) is None


def test_the_oldest_goes(home, monkeypatch):
    monkeypatch.setattr(records, "MOST", 1)
    assert kept(home)
    records.keep(asked(home, rule="momentum"), VERDICT, Reading(frozenset(), True), time.time_ns())
    assert records.recalled(asked(home)) is None
    assert records.recalled(asked(home, rule="momentum")) == VERDICT


# What code may ask for.


@pytest.mark.parametrize(
    "source",
    [
        "import math, numpy as np, torch.nn as nn\nfrom collections.abc import Mapping\nfrom jax import numpy as jnp\n",
        "import os, sys\nsys.path.append(os.path.join(os.path.dirname(__file__), os.pardir))\n",
        "from . import rates\nfrom .rates import scaled\nfrom mine.rates import *\nimport rates\n",
        "data = open('data.txt').read()\n",
    ],
)
def test_code_is_closed_that_computes_from_files(source):
    assert is_closed(source, {"rates", "mine"})


@pytest.mark.parametrize(
    "source",
    [
        "import time\n",
        "import time\nnow = time.time()\n",
        "from time import time as now\nlr = now()\n",
        "from os import *\nlr = getenv('LR')\n",
        "import os\nlr = os.environ['LR']\n",
        "import os\nthere = os.path.exists('flag')\n",
        "import os\nanything = os.path\n",
        "import sys\nlr = sys.argv[1]\n",
        "import requests\n",
        "import rates\n",
        "lr = eval('1')\n",
        "run = __import__\n",
        "import numpy as np\nnow = np.datetime64('now')\n",
        "import numpy as np\nnoise = np.random.default_rng()\n",
        "def broken(:\n",
    ],
)  # fmt: skip
def test_code_is_not_closed_that_may_ask_for_more(source):
    """An import that nothing uses asks for nothing."""
    assert is_closed(source, set()) == (source == "import time\n")


def test_what_a_process_reads_and_whom_it_asks_is_heard(tmp_path):
    """A module by its source, whether that was compiled now or before; what is written, and another process that is begun."""
    (tmp_path / "there.txt").touch()
    (tmp_path / "modules").mkdir()
    (tmp_path / "modules" / "heard_module.py").write_text("")

    def work(*todo: object):
        def works() -> None:
            sys.path.insert(0, str(tmp_path / "modules"))
            for each in todo:
                each()  # type: ignore[operator]

        return isolated(lambda: read_by(works))[1]

    def imports() -> None:
        import_module("heard_module")

    def reads() -> None:
        for name in ("there.txt", "none.txt"):
            with suppress(OSError):
                (tmp_path / name).read_text()

    for _ in range(2):
        reading = work(imports, reads)
        expected = {f"{tmp_path}/{each}" for each in ("there.txt", "none.txt", "modules/heard_module.py")}
        assert reading.alone and expected <= reading.files
    assert not work(lambda: (tmp_path / "new.txt").write_text("")).alone
    assert not work(lambda: subprocess.run(["true"], check=True)).alone
    assert not work(lambda: os.posix_spawn("/bin/true", ["true"], {})).alone
