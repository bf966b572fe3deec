"""What a subject keeps besides the rule's state costs no proof where it is no state, and is seen where it is."""

import copy
import itertools
import json
import operator
import pickle

import numpy as np
import pytest

from optproof.verification.questions.reach import best
from optproof.verification.symbolic.record import OpaqueError, recording
from optproof.verification.tracing.logs import READS, Log

from .asking import SUBJECTS, algebra, names_in, rule_of

READERS = {
    "len": len, "bool": bool, "iteration": lambda log: [*log], "item": lambda log: log[0], "slice": lambda log: log[-2:],
    "sum": sum, "max": max, "sorted": sorted, "tuple": tuple, "array": np.array, "mean": np.mean, "in": lambda log: 1 in log,
    "equal": lambda log: log == [], "text": lambda log: f"{log}", "plus": lambda log: log.__add__([1]),
    "added": lambda log: operator.add([1], log),
    "pop": lambda log: log.pop(), "clear": lambda log: log.clear(), "chain": lambda log: [*itertools.chain(log)],
    "json": json.dumps, "pickle": pickle.dumps, "copy": copy.copy, "deepcopy": copy.deepcopy, "reversed": reversed,
    "insert": lambda log: log.insert(0, 1), "count": lambda log: log.count(1), "delete": lambda log: log.__delitem__(0),
}  # fmt: skip


@pytest.mark.parametrize("name", names_in("kept"))
def test_proved_for_every_step(name: str) -> None:
    """Buffers that take turns, sums of weights, and lists that are only written to are proved for every step."""
    rule = "rmsprop+initial" if name == "RmspropStartsAtOnes" else rule_of(name)
    evidence = algebra(f"{SUBJECTS / 'kept'}.py:{name}", rule)
    assert evidence.match is not None and evidence.match.lr_varies
    assert best(evidence, evidence.match) == "proved", evidence.match.reason


@pytest.mark.parametrize("way", READERS)
def test_a_log_that_is_read_is_known(way: str) -> None:
    """Whatever reads a list makes the trace opaque, and that is remembered even where the reader goes on regardless."""
    log = Log()
    log.append(1)
    log.extend([2, 3])
    log += [4]
    assert list.__len__(log) == 4
    with recording() as record, pytest.raises((OpaqueError, TypeError)):
        READERS[way](log)
    assert record.leaks == [READS]


@pytest.mark.parametrize("name", ["SgdTiresWithItsHistory", "SgdTiresWithItsString"])
def test_a_list_that_is_read_is_state(name: str) -> None:
    """Where the step asks for the length of what grows, nothing is proved for every step."""
    evidence = algebra(f"{SUBJECTS / 'near_misses'}.py:{name}", "sgd")
    assert evidence.match is not None and not evidence.match.every_step
