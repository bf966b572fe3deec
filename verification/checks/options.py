"""Checks that what a subject lets its caller choose is really used."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from types import CodeType
from typing import Any

import numpy as np

from ...reference.hyperparameters import tried
from ...reference.roles import chooses
from ...reference.rule import Hyperparameter
from ...reference.tape import Tape
from ..english import listed
from ..fuzzing.driving import RaisedError
from ..process.calls import calls_heard_by
from ..subjects.shapes.calls import Calls
from ..subjects.shapes.functions import Config
from ..subjects.subject import Subject, signature_of
from ..subjects.words.hyperparameters import canonical
from ..subjects.words.roles import is_listed
from ..symbolic.jax_functions import uncompiled
from .check import Check, Finding, Skipped
from .context import Context, Parameters, same
from .methods_read import attributes_read, methods

OF_THE_FIELD = frozenset(
    "weightdecay wd l1 l2 l1reg l2reg l2penalty decoupled decoupledweightdecay momentum mu dampening nesterov usenesterov "
    "beta1 beta2 rho eps epsilon amsgrad useamsgrad centered biascorrection usebiascorrection correctbias maximize "
    "lrdecay learningratedecay initialaccumulatorvalue clip clipnorm clipvalue clipgrad gradclip gradclipnorm "
    "gradientclip gradientclipping clipgradients clipthreshold maxgradnorm maxnorm".split()
)
"""Names that everybody takes for a number or a switch of the update."""

DESCRIBING = frozenset(
    "repr str format getconfig getparams config statedict todict asdict hyperparameters getstate summary describe".split()
)
"""Methods that read everything, and use nothing."""


@dataclass(frozen=True)
class Option:
    """Something that a caller may choose besides the rule's own hyperparameters.

    Attributes:
        values: others than the one it has.
        in_call: whether it is given at each step.
    """

    name: str
    default: Any
    values: tuple[Any, ...]
    in_call: bool = False

    @property
    def of_the_field(self) -> bool:
        """Whether everybody expects it to matter."""
        return canonical(self.name) in OF_THE_FIELD


UNFINISHED = "it does not finish an ordinary tape"


def _options_matter(context: Context) -> Finding | None:
    tape = _tape(context)
    options = options_of(context.subject)
    ignored = [each for each in options if not _matters_somewhere(context, each, options, tape)]
    ignored = [each for each in ignored if not _read_elsewhere(context, each, tape)]
    wrong = [each.name for each in ignored if each.of_the_field] + _own_ignored(context, tape)
    if wrong:
        return Finding(_nothing(wrong))
    odd = [each.name for each in ignored if type(each.default) is float and not _may_be_switched_on(context.subject)]
    return Finding(_nothing(odd), refutes=False) if odd else None


def _nothing(names: Sequence[str]) -> str:
    return f"its argument{'s' * (len(names) > 1)} {listed(names)} change{'s' * (len(names) == 1)} nothing on any tape"


SCALES = (2.0, -1.0, 0.125, -3.0, 0.0625, 1.75)
"""How large the gradients are from step to step.

In step 2 the sign of an average is another one where its decay is 0.5 in place of 0.75, and in step 6 that of an average with
what another average has kept: of whoever uses the sign alone, as Lion does, each decay shows.
"""


LATER = (0.5, -0.25, 1.5)
"""More of them, for rules that choose by t: in step 8 RAdam's average is long enough to be divided by."""


def _tape(context: Context) -> Tape:
    """Steps that show whatever an update may do: θ is not zero, gradients change their sign, and fall after a burst."""
    for shapes in (((2, 2), (2,)), ((3,), (2,))):
        tape = _tape_of(context, shapes)
        if _run(context, context.subject, tape) is not None:
            return tape
    raise Skipped(UNFINISHED)


def _tape_of(context: Context, shapes: Sequence[tuple[int, ...]]) -> Tape:
    setting = context.setting
    chosen = {name: setting.hyperparameters[name] for name in setting.free}
    values = {name: _showing(each) for name, each in chosen.items()}
    values = {**setting.fixed, **values, **({"epsilon": 2.0**-10} if "epsilon" in chosen else {})}
    arrays = [np.linspace(0.75, 2.0, int(np.prod(shape))).reshape(shape) for shape in shapes]
    scales = (*SCALES, *LATER) if context.form is not None and chooses(context.form) else SCALES
    rows = tuple(tuple(scale * array for array in arrays) for scale in scales)
    rate = 0.125 if setting.lr is None else setting.lr
    return setting.taken(Tape(tuple(-each for each in arrays), rows, (rate,) * len(rows), values))


def _showing(hyperparameter: Hyperparameter) -> float:
    """A value with which others show: a share keeps much, what has no end hides nothing, and of steps some are left after the first."""
    if 0.75 not in hyperparameter.domain:
        return max(tried(hyperparameter)[:3])
    simple = hyperparameter.simple
    return 0.75 if hyperparameter.domain.upper is not None or simple is None else simple


def _run(context: Context, subject: Subject, tape: Tape) -> list[Parameters] | None:
    """The run of a subject like the context's; None where it raises.

    lr is left where the constructor put it, for an option may have changed it there.
    """
    try:
        return replace(context, subject=subject, lr_paths=(), form=None).run(tape)
    except RaisedError:
        return None


# WHAT MAY BE CHOSEN


def options_of(subject: Subject) -> list[Option]:
    """What a caller may choose besides the rule's own hyperparameters: switches, numbers, and what is off by default."""
    taken = {name.partition("[")[0] for name in subject.names.values()}
    found = [
        Option(name, default, _others(name, default), in_call)
        for name, default, in_call in _offered(subject)
        if name not in taken and not is_listed(name)
    ]
    return [each for each in found if each.values]


def _offered(subject: Subject) -> Iterator[tuple[str, Any, bool]]:
    """The name of each argument with its present value, and whether it is given at each call."""
    target, shape = subject.target, subject.shape
    if isinstance(shape, Config) and not shape.by_keyword:
        yield from ((name, value, False) for name, value in _filled_in(subject) if canonical(name) in OF_THE_FIELD)
        return
    for name, each in signature_of(target.object).items():
        if each.default is not each.empty:
            yield name, subject.settings.get(name, each.default), False
    if isinstance(shape, Calls) and shape.method is not None:
        handed = {each.keyword for each in shape.arguments} | set(shape.in_call)
        for name, each in signature_of(getattr(target.object, shape.method)).items():
            if each.default is not each.empty and name not in handed and name not in signature_of(target.object):
                yield name, each.default, True


def _filled_in(subject: Subject) -> Iterator[tuple[str, Any]]:
    """The entries of the config, once the function has filled it in."""
    run = subject.start({}, [np.ones(2)])
    try:
        run.step([np.ones(2)], 0.125)
    except Exception:  # noqa: BLE001 - then it fills in nothing
        return
    for config in run.roots[0]:
        yield from ((name, value) for name, value in config.items() if isinstance(name, str))


def _others(name: str, value: Any) -> tuple[Any, ...]:
    if isinstance(value, bool):
        return (not value,)
    if isinstance(value, int | float) and 0 <= value <= 1:
        return tuple(each for each in (0.5, 0.125, 0.875) if each != value)
    if isinstance(value, int | float):
        return (value / 2, value * 2, 0.25)
    # Only what is known to be a number or a switch can be tried where the default is none.
    return (0.25, True) if value is None and canonical(name) in OF_THE_FIELD else ()


def _chosen(subject: Subject, option: Option, value: Any) -> Subject:
    """The subject with another value of an option."""
    settings = {**subject.settings, option.name: value}
    if option.in_call and isinstance(subject.shape, Calls):
        shape = replace(subject.shape, in_call=(*subject.shape.in_call, option.name))
        return replace(subject, shape=shape, settings=settings)
    return replace(subject, settings=settings)


# WHETHER IT MATTERS


def _matters_somewhere(context: Context, option: Option, options: Sequence[Option], tape: Tape) -> bool:
    """Whether it matters alone, or with the rule's hyperparameters at their defaults, or beside another option.

    `nesterov` does nothing without a momentum, and an alias nothing where the other name is given.
    """
    subject = context.subject
    besides = (_chosen(subject, other, value) for other in options if other is not option for value in other.values)
    return any(_matters(context, option, each, tape) for each in (subject, replace(subject, names={}), *besides))


def _matters(context: Context, option: Option, subject: Subject, tape: Tape) -> bool:
    """Whether another value makes another run, or is refused."""
    before = _run(context, subject, tape)
    if before is None:
        return False
    runs = (_run(context, _chosen(subject, option, value), tape) for value in option.values)
    return any(each is None or not same(before, each) for each in runs)


def _own_ignored(context: Context, tape: Tape) -> list[str]:
    """The rule's own hyperparameters that change nothing, though the subject is a form of the rule.

    A letter of the proved formula is not tried: it matters by proof, and no tape has to show it, as where only a sign is used.
    """
    if context.form is None:
        return []
    tried = [name for name in context.setting.free if name not in context.letters]
    others = {name: _with_another(context, tape, name) for name in tried}
    if context.setting.lr is None and "lr" not in context.letters:
        others["lr"] = _with_another(context, tape, "lr")
    others = {name: each for name, each in others.items() if each is not tape}
    before = _run(context, context.subject, tape) if others else None
    runs = {name: _run(context, context.subject, other) for name, other in others.items()}
    return [
        context.subject.names[name]
        for name, each in runs.items()
        if before is not None and each is not None and same(before, each)
    ]


def _with_another(context: Context, tape: Tape, name: str) -> Tape:
    """The tape with another value of one of the rule's hyperparameters; as it is where the subject takes no other."""
    for value in (0.5, 0.25, tape.lr[0] / 2 if name == "lr" else tape.hyperparameters[name] / 2):
        other = replace(tape, hyperparameters={**tape.hyperparameters, name: value})
        if name == "lr":
            other = replace(tape, lr=(value,) * tape.steps)
        other = context.setting.taken(other)
        if (other.hyperparameters, other.lr) != (tape.hyperparameters, tape.lr):
            return other
    return tape


# WHO ELSE MAY USE IT


def _may_be_switched_on(subject: Subject) -> bool:
    """Whether the constructor takes words or objects, on which the use of a number may depend."""
    return any(
        isinstance(value, str) or (value is None and canonical(name) not in OF_THE_FIELD)
        for name, value, _ in _offered(subject)
    )


def _read_elsewhere(context: Context, option: Option, tape: Tape) -> bool:
    """Whether a method that no step calls reads the option: it may be for a penalty, or for a schedule."""
    subject = context.subject
    if not subject.target.is_class or option.in_call:
        return False
    names = {option.name} | _attributes(subject, option, tape)
    ran = _code_that_runs(context, tape)
    idle = [
        each
        for each in methods(subject.target)
        if each.__code__ not in ran and canonical(each.__code__.co_name) not in DESCRIBING
    ]
    return any(names & attributes_read(each.__code__, each.__globals__) for each in idle)


def _attributes(subject: Subject, option: Option, tape: Tape) -> set[str]:
    """Where the instance keeps it: the attributes that another value changes."""
    kept: list[dict[str, str]] = []
    for each in (subject, _chosen(subject, option, option.values[0])):
        try:
            run = each.start({**tape.hyperparameters, "lr": tape.lr[0]}, [array.copy() for array in tape.initial])
        except Exception:  # noqa: BLE001 - what it refuses, it keeps nowhere
            return set()
        kept.append({name: repr(value) for name, value in getattr(next(iter(run.roots), None), "__dict__", {}).items()})
    one, two = kept
    return {name for name in one if one[name] != two.get(name)}


def _code_that_runs(context: Context, tape: Tape) -> set[CodeType]:
    ran: set[CodeType] = set()
    with calls_heard_by(lambda frame, *_: ran.add(frame.f_code)), uncompiled():
        _run(context, context.subject, tape)
    return ran


OPTIONS = (
    Check(
        "options-matter",
        "conduct",
        "Every hyperparameter and switch that the subject accepts changes what it does.",
        "An argument that is accepted and never used lets its user believe in a weight decay that does not take place.",
        "https://github.com/kozistr/pytorch_optimizer/issues/517",
        _options_matter,
        cautions=True,
        skips=(UNFINISHED,),
    ),
)
