"""A subject is begun on symbols."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from sympy import Symbol

from ...reference.symbols import theta
from ..subjects.object_graph import Path
from ..subjects.subject import Subject
from ..symbolic.record import Record
from ..symbolic.scalar import Scalar
from .instances import ALIKE, Apart
from .point import USUAL, Point
from .session import SHAPES, START, Session, concrete_values, parameter_array
from .watch import Watch


def start(
    subject: Subject, given: Mapping[str, Any], record: Record, outside: Mapping[str, Any] | None = None,
    point: Point = USUAL, apart: Apart = ALIKE,
) -> tuple[Session, list[str] | None]:  # fmt: skip
    """Begin a run on symbols; where the constructor refuses them, construct it in floats and put the symbols in.

    Also returns the hyperparameters whose symbols were put in so, None where the constructor let all through.
    """
    session, injected = _made(subject, given, record, outside, point)
    for leaf, symbol in apart.letters(session.leaves()):
        session.instance |= {symbol}
        session.worth[symbol] = worth = point.of(symbol, leaf.value)
        assert leaf.put is not None
        leaf.put(session.number(Scalar(symbol, int(worth) if symbol.is_integer else worth)))
    return session, injected


def _made(
    subject: Subject, given: Mapping[str, Any], record: Record, outside: Mapping[str, Any] | None, point: Point
) -> tuple[Session, list[str] | None]:
    subject.target.rewind()
    number = subject.shape.number
    letters = {
        each.expr: each.value for each in given.values() if isinstance(each, Scalar) and isinstance(each.expr, Symbol)
    }
    given = {name: number(value) if isinstance(value, Scalar) else value for name, value in given.items()}
    thetas = [parameter_array(theta, p, concrete_values(0, p), point, START) for p in range(len(SHAPES))]
    before, outside = len(record.leaks), outside or {}
    making = Watch(subject.target)
    try:
        with making:
            run = subject.start(given, list(thetas))
        return Session(run, thetas, number, point, letters, outside=outside, making=making), None
    except Exception:  # noqa: BLE001 - the constructor may refuse symbols in any way it likes
        # What it made of symbols is thrown away.
        del record.leaks[before:]
        symbols = {name: value for name, value in given.items() if isinstance(value, Scalar)}

        def made(values: Mapping[str, float]) -> Session:
            subject.target.rewind()
            run = subject.start({**given, **values}, list(thetas))
            return Session(run, thetas, number, point, letters, outside=outside)

        values = {name: each.value for name, each in symbols.items()}
        usual = {name: subject.visible[name] for name in symbols}
        # Elsewhere than at the usual numbers others may have the same value, as the zeros of state have where μ = 0.
        others = {} if values == usual else {name: [*_others(made(usual), each)] for name, each in usual.items()}
        session = made(values)
        return session, _inject(session, symbols, others)


def _others(session: Session, value: float) -> Iterator[Path]:
    """Where the constructor stored another number than this."""
    for leaf in session.own_leaves():
        if not isinstance(leaf.value, np.ndarray) and float(leaf.value) != value:
            yield leaf.path


def _inject(session: Session, given: Mapping[str, Scalar], others: Mapping[str, Sequence[Path]]) -> list[str]:
    """Put symbols where the constructor stored their values, but for `others`; returns those that found a place."""
    placed: dict[str, None] = {}
    for leaf in [*session.own_leaves()]:
        for name, each in given.items():
            stored = isinstance(leaf.value, float) and float(leaf.value) == each.value
            if leaf.put is not None and stored and leaf.path not in others.get(name, ()):
                leaf.put(each)
                placed[name] = None
    return [*placed]
