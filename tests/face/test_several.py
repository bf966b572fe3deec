"""Several targets in one command: at once, in their order, and with what they all need worked out before."""

import json
import os
import re
import signal
import time
from dataclasses import replace

from optproof.verification import api
from optproof.verification.diagnosis.evidence import question
from optproof.verification.fuzzing.long_runs import followed
from optproof.verification.interfaces import targets as interfaces_targets
from optproof.verification.process.job import begun
from optproof.verification.process.signals import left_as_they_were, stop_as_for_ctrl_c
from optproof.verification.questions.check import examine

from .conftest import BAD, ROOT, SPECIMENS


def untimed(said):
    """What was said, without the seconds in it."""
    return replace(said, err=re.sub(r"\d+\.\d s$", "… s", said.err, flags=re.MULTILINE))


def test_several_at_once(optproof, monkeypatch):
    """Asked of several at once, and with what they all need worked out before, targets are answered in order, with the same bytes.

    Where no terminal shows a bar, each has a line.
    """
    targets = [f"{ROOT}/implementations/sgd.py:SGD", "nowhere.py:A", f"{BAD}:Exits"]
    command = ("check", *targets, "--rule", "sgd", "--json", "--examples", "1", "--jobs")
    alone = untimed(optproof(*command, "1"))
    monkeypatch.setattr(interfaces_targets, "MANY", 2)
    assert untimed(optproof(*command, "2")) == alone
    assert alone.err.splitlines() == [
        f"{each} ({number} of 3): answered after … s" for number, each in enumerate(targets, 1)
    ]
    assert [json.loads(line)["target"] for line in alone.out.splitlines()] == targets
    one, two = (untimed(optproof("identify", "a.py:A", "b.py:B", "--jobs", jobs)) for jobs in "12")
    assert one == two


def test_what_others_turned_out_to_be_is_worked_out_before(optproof, monkeypatch):
    """At first what the rule needs, and once two targets of a command are one form with one number in it, what that needs."""
    prepared = []
    monkeypatch.setattr(interfaces_targets, "MANY", 1)
    monkeypatch.setattr(api, "prepare", lambda asked, *found: prepared.append((asked.rule.name, *found)))
    targets = [f"{SPECIMENS}/adam_right.py:Adam", f"{SPECIMENS}/adam_v_plus_equals.py:Adam"]
    optproof("check", targets[0], targets[1], *targets[:1] * 3, "--rule", "adam", "--examples", "1", "--jobs", "1")
    assert prepared == [("adam",), ("adam", ("epsilon-hat", {"epsilon": 1e-7}))]


def test_what_was_worked_out_is_found_again():
    """Whoever is what was prepared for finds its tapes judged, and the rule followed for thousands of steps."""
    asked = question("adam", None, {}, None, 0, examples=1)
    api.prepare(asked, ("epsilon-hat", {"epsilon": 1e-7}))
    before = followed.cache_info()
    assert examine(f"{ROOT}/{SPECIMENS}/adam_right.py:Adam", asked).verdict == "proved"
    after = followed.cache_info()
    assert after.misses == before.misses and after.hits > before.hits


def test_a_job_that_is_ended_at_once_is_no_copy_of_who_began_it(monkeypatch):
    """It leaves, though it is told to before it has done anything."""
    fork = os.fork

    def forked():
        pid = fork()
        if pid == 0:
            signal.raise_signal(signal.SIGTERM)
        return pid

    monkeypatch.setattr(os, "fork", forked)
    with left_as_they_were():
        stop_as_for_ctrl_c()
        try:
            job = begun(lambda _: time.sleep(60), [])
        except KeyboardInterrupt:
            os._exit(77)
    assert os.waitstatus_to_exitcode(os.waitpid(job.pid, 0)[1]) == 1
    job.receiver.close()


def test_bad_input_ends_several_at_once(optproof):
    """What cannot be asked is said once, as of one target."""
    several, alone = (optproof("check", "a.py:A", "b.py:B", "--rule", "admin", "--jobs", jobs) for jobs in ("2", "1"))
    assert several == alone
    assert several.status == 2 and several.err.count("no rule") == 1
