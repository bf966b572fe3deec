"""What each argument is of a target that asks for gradients itself: where it starts, whom it asks, what it counts and keeps."""

import ast
import inspect
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ....reference.rule import Hyperparameters
from ..asked import asked_of
from ..source import assigned, called, definition, passed_on, unused
from ..subject import signature_of
from ..target import Target
from ..uses import uses
from ..words.hyperparameters import canonical, match_hyperparameters
from ..words.roles import speaks_of
from ..words.signatures import Making, by_own_name, members_of, without
from .loops_arguments import Asking, LoopArgument
from .networks import Access, accesses

Own = Mapping[str, inspect.Parameter]


@dataclass(frozen=True)
class Way:
    """How a target may be asked, with the names of its hyperparameters and its settings."""

    asking: Asking
    names: Mapping[str, str]
    settings: Mapping[str, Any]


@dataclass(frozen=True)
class _Known:
    """What is known of some arguments: who owns θ, where it starts, what is a hyperparameter, what is called."""

    owner: str | None
    starts: Sequence[str]
    hyper: set[str]
    functions: set[str]


def askings(
    target: Target, method: str | None, function: Any, making: Making, rule_names: Hyperparameters, settings: Mapping[str, Any]
) -> Iterator[Way]:  # fmt: skip
    """Every way, the likeliest first."""
    own = {name: each for name, each in signature_of(function).items() if name != "self"}
    taken = {} if not target.is_class else making.names
    open_names = without(rule_names, {*settings, *taken})
    functions = called(function) | {name for name in own if _is_function_word(name, function, own)}
    free = {
        k: v
        for k, v in own.items()
        if k not in functions and not (speaks_of(k, "iterations") and v.default not in (0.9, 0.1, 0.01))
    }
    call_names = match_hyperparameters(open_names, free) | members_of(free, {}, open_names)
    hyper = {each.partition("[")[0] for each in call_names.values()}
    set_here = by_own_name(settings, match_hyperparameters(rule_names, own), own, rule_names) if settings else {}
    set_here = {name: value for name, value in set_here.items() if name in own}
    hyper |= {*set_here}
    names = {**taken, **call_names}
    given = {**(making.settings if target.is_class else {}), **set_here}
    constructor: Own = {}
    if target.is_class:
        constructor = {name: making.signature[name] for name in (*making.missing, *making.optional)}
    inside = {name for name in constructor if speaks_of(name, "objective", "gradient function")}

    for name, access in _owners(target, constructor, function, own, hyper):
        built = _roles(constructor, _Known(name, (), set(), inside), None)
        roles = _roles(own, _Known(name, (), hyper, functions), function)
        if built is not None and roles is not None:
            yield Way(Asking(method, built, roles, in_call=tuple(hyper), access=access), names, given)
    for starts in _starts(own, hyper, functions, function):
        built = _roles(constructor, _Known(None, _likely_starts(constructor)[:1], set(), inside), None)
        roles = _roles(own, _Known(None, starts, hyper, functions), function)
        if built is None or roles is None:
            continue
        every = [each.role for each in (*built, *roles)]
        variadic = "start" not in every and any(
            each.kind is each.VAR_POSITIONAL for each in inspect.signature(function).parameters.values()
        )
        if ("start" in every or variadic) and {"function", "gradient"} & {*every}:
            asking = Asking(method, built, roles, variadic=variadic, in_call=tuple(hyper))
            for each in (asking, replace(asking, first_count=1)) if asking.has("counter") else (asking,):
                yield Way(each, names, given)


def _owners(target: Target, constructor: Own, function: Any, own: Own, hyper: set[str]) -> Iterator[tuple[str, Access]]:
    """Who may own θ and make its gradients, of the arguments of a constructor, or of a function."""
    for holder, names in ((target.object, constructor if target.is_class else {}), (function, own)):
        for name, parameter in names.items():
            if parameter.default is parameter.empty and name not in hyper:
                for access in accesses(asked_of(holder, name)):
                    if access.makes is not None:
                        yield name, access


def _is_function_word(name: str, function: Any, own: Own) -> bool:
    """Whether a name that is not called in the body is a function all the same, since it is only handed on."""
    speaks = speaks_of(name, "objective") or (speaks_of(name, "gradient function") and not speaks_of(name, "gradients"))
    idle = passed_on(function) | unused(function, own)
    return speaks and (name in idle or own[name].default is None)


def _starts(own: Own, hyper: set[str], functions: set[str], function: Any) -> Iterator[Sequence[str]]:
    """The arguments that may be parameters together: those of one call that the function moves, or the likeliest alone."""
    free = [name for name in own if name not in hyper and own[name].default is inspect.Parameter.empty]
    moved = assigned(function)
    tree = definition(function)
    for node in ast.walk(tree) if tree is not None else ():
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in functions:
            inside = [{each.id for each in ast.walk(part) if isinstance(each, ast.Name)} for part in node.args]
            together = [[name for name in free if name in moved and name in names - functions] for names in inside]
            first = [names[0] for names in together if len(names) == 1]
            if len({*first}) > 1 and len({*first}) == len(node.args):
                yield tuple(first)
                break
    yield _likely_starts({name: each for name, each in own.items() if name not in hyper and name not in functions})[:1]


def _likely_starts(own: Own) -> list[str]:
    starts = [name for name in own if _is_start(name, own)]
    return sorted(starts, key=lambda name: not speaks_of(name, "start"))


def _is_start(name: str, own: Own) -> bool:
    if own[name].default is not inspect.Parameter.empty and own[name].default is not None:
        return False
    return speaks_of(name, "parameters")


def _roles(own: Own, known: _Known, function: Any) -> tuple[LoopArgument, ...] | None:
    """What each argument is; None where one is needed that cannot be told."""
    found: list[LoopArgument] = []
    handed = passed_on(function) if function is not None else set[str]()
    for name, parameter in own.items():
        required = parameter.default is parameter.empty
        if name in known.hyper:
            continue
        if name == known.owner:
            found.append(LoopArgument(name, "owner"))
        elif name in known.starts:
            found.append(LoopArgument(name, "start", known.starts.index(name)))
        elif function is not None and parameter.default is None and (place := state_of(function, name)):
            found.append(LoopArgument(name, "state", place[0]))
        elif name in known.functions and not isinstance(parameter.default, int | float | str):
            role = _role_of_function(name, required=required)
            found += [LoopArgument(name, role)] if role else []
        else:
            role = _role(name, parameter, function, handed, owned=known.owner is not None)
            if role:
                found.append(LoopArgument(name, role))
            elif required:
                return None
    return tuple(found)


def _role_of_function(name: str, *, required: bool) -> str:
    if speaks_of(name, "gradient function") and not _is_of_both(name):
        return "gradient"
    if speaks_of(name, "gradient function", "objective") or (required and not _is_hook(canonical(name))):
        return "function"
    return "hook" if required else ""


def _is_of_both(name: str) -> bool:
    """Whether a function of that name returns the value beside the gradient."""
    word = canonical(name)
    return any(value in word for value in ("value", "val", "loss", "cost")) and "and" in word


def _role(name: str, parameter: inspect.Parameter, function: Any, handed: set[str], *, owned: bool) -> str:
    """What an argument is that is no function; nothing where it may be left out, or cannot be told."""
    word, required = canonical(name), parameter.default is parameter.empty
    if speaks_of(name, "tolerance") or (
        word in ("eps", "epsilon") and not required and isinstance(parameter.default, float)
    ):
        return "tolerance"
    if required and function is not None and speaks_of(name, "counter") and not _bounds(function, name):
        return "counter"
    if speaks_of(name, "iterations") and (required or isinstance(parameter.default, int) or parameter.default is None):
        return "iterations"
    if required and (speaks_of(name, "data") or name in handed):
        return "data" if owned or speaks_of(name, "data") else "nothing"
    return ""


def _is_hook(word: str) -> bool:
    return any(stem in word for stem in ("callback", "hook", "log", "print", "monitor", "report", "record"))


def _bounds(function: Any, name: str) -> bool:
    """Whether it says how often something is done, rather than how often it was: `range(n)`, `while k < n`, or nothing."""
    tree = definition(function)
    if tree is None:
        return True
    if name in unused(function, [name]) or "exponent" in uses(None, function, name):
        return False
    for node in ast.walk(tree):
        ranged = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("range", "islice")
        asked = node if ranged else node.test if isinstance(node, ast.While) else None
        if asked is not None and name in {each.id for each in ast.walk(asked) if isinstance(each, ast.Name)}:
            return True
    return name in passed_on(function)


def state_of(function: Any, name: str) -> tuple[int, ...]:
    """Where the state that goes in under that name is found in what is returned; nothing where the source does not say."""
    tree = definition(function)
    if tree is None:
        return ()
    known = {(name,)}
    last: Any = None
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and name in {
            each.id for each in ast.walk(node.value) if isinstance(each, ast.Name)
        }:
            known |= {words for words in map(_words, node.targets) if "" not in words}
        elif isinstance(node, ast.Return) and isinstance(node.value, ast.Tuple):
            last = node.value
    places = [n for n, each in enumerate(last.elts) if _words(each) in known] if last is not None else []
    return tuple(places) if len(places) == 1 else ()


def _words(node: ast.expr) -> tuple[str, ...]:
    """The names in a tuple, or the name."""
    items = node.elts if isinstance(node, ast.Tuple | ast.List) else [node]
    return tuple(each.id if isinstance(each, ast.Name) else "" for each in items)
