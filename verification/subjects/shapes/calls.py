"""Shapes in which parameters and gradients are handed over at each call: dicts, lists, or one array at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from ..object_graph import Path
from ..subject import (
    NAMES,
    Arrays,
    MisconductError,
    NothingReturnedError,
    Run,
    Shape,
    SubjectError,
    call,
    copies,
    is_array_like,
)
from ..target import Target
from ..words.arguments import Argument, Container
from ..words.methods import hooks, lookahead_of
from .runs import as_array, as_list, as_numbers, together

TOGETHER = "it takes the gradients of weights and biases together"

Result = Literal["in place", "parameter", "parameter and gradient", "minus step", "plus step"]


def kept_as(path: Path) -> str:
    """What the author called something that is kept there, whichever parameter it belongs to."""
    words = [each.lstrip("_") for each in path if not each.startswith("[") and each.removeprefix("d") not in NAMES]
    return words[-1] if words else "state"


@dataclass(frozen=True)
class Calls(Shape):
    """`optimizer.method(parameters, gradients)`, or a function of them.

    Attributes:
        container: how parameters and gradients are packed.
        method: the method of one step; None where the target itself is the step.
        arguments: what the method is given, in its order.
        result: where the new parameters are found.
        owner: the constructor's name for the parameters, where it wants them.
        kept: the attribute under which the optimizer keeps the parameters and rebinds them.
        sizes: the constructor's names for the size or shape of the parameter.
        setup: the method that is called once before the first step, with the parameters.
        setup_by_shape: whether it wants the parameter's shape instead.
        factory: whether the target is a function that makes the step function.
        in_call: the subject's hyperparameters that are given at each call rather than to the constructor.
        first_count: the counter's value at the first step.
        beside: the method for every second parameter, a bias, of the same instance.
        guessed: whether nothing but their places told parameters from gradients.
        single: whether it takes numbers: each element by itself, or in a list of all of them.
    """

    container: Container = "dict"
    method: str | None = None
    arguments: tuple[Argument, ...] = ()
    result: Result = "in place"
    owner: str | None = None
    kept: str | None = None
    sizes: tuple[str, ...] = ()
    setup: str | None = None
    setup_by_shape: bool = False
    factory: bool = False
    in_call: tuple[str, ...] = ()
    first_count: int = 1
    beside: str | None = None
    guessed: bool = False
    single: bool = False

    @property
    def takes_numbers(self) -> bool:
        return self.single and self.container == "array"

    @property
    def parameters_are_the_callers(self) -> bool:
        return self.kept is None and not self.single

    @property
    def in_dicts(self) -> bool:
        return self.container == "dict" or any(each.role == "key" for each in self.arguments)

    @property
    def gradients_handed_back(self) -> bool:
        return self.result == "parameter and gradient"

    @property
    def in_one_call(self) -> int:
        return 1 if self.beside is None else 2

    @property
    def description(self) -> str:
        words: dict[str, str] = {"parameter": "the parameter", "parameter and gradient": "parameter and gradient"}
        words |= {"minus step": "the step to subtract", "plus step": "the step to add"}
        given = ", ".join(each.role for each in self.arguments)
        counted = any(each.role == "counter" for each in self.arguments)
        back = f" -> {words[self.result]}" if self.result in words else ""
        held = f", kept in .{self.kept}" if self.kept else ""
        count = f"; the counter begins at {self.first_count}" if counted else ""
        method = self.method if self.beside is None else f"{self.method} beside {self.beside}"
        how = "each element by itself, as a number" if self.takes_numbers else "all elements in one list of numbers"
        single = f"; {how}" if self.single else ""
        return f"{method or 'the function'}({given}){back}{held}{count}{single}"

    def start(self, target: Target, arguments: Mapping[str, Any], initial: Arrays) -> Run:
        if self.container == "array" and not any(each.role == "key" for each in self.arguments):
            size = self.in_one_call
            groups = [initial[place : place + size] for place in range(0, len(initial), size)]
            if self.single:
                return together([self._start_single(target, arguments, each) for each in groups])
            return together([self._start_one(target, arguments, each) for each in groups], size)
        if self.single:
            return as_list(lambda own: self._start_one(target, arguments, own), initial)
        return self._start_one(target, arguments, initial)

    def _start_single(self, target: Target, arguments: Mapping[str, Any], initial: Arrays) -> Run:
        return as_numbers(lambda own: self._start_one(target, arguments, own), initial, 1, single=True)

    def _start_one(self, target: Target, arguments: Mapping[str, Any], initial: Arrays) -> Run:
        own = copies(initial)
        held = [each[()] for each in own] if self.single else self._pack(own)
        given = {name: value for name, value in arguments.items() if name not in self.in_call}
        extra = {name: value for name, value in arguments.items() if name in self.in_call and name != self.lr_name}
        if self.owner is not None:
            given[self.owner] = held[0] if self.container == "array" else held
        given |= {name: self._shapes(own) for name in self.sizes}
        constructed = target.is_class or self.factory
        receiver = call(target.object, given) if constructed else target.object
        if self.setup is not None:
            keyed = any(each.role == "key" for each in self.arguments)
            whole = dict(zip(self.keys, own, strict=False)) if keyed else held[0] if self.container == "array" else held
            getattr(receiver, self.setup)(own[0].shape if self.setup_by_shape else whole)
        method = getattr(receiver, self.method) if self.method else receiver
        progress = _Progress(
            self, held, method, {**extra, **({} if constructed else given)}, list(self._keys(own)), receiver
        )
        lookahead = progress.lookahead
        return Run(
            read=progress.read,
            step=progress.step,
            roots=(receiver, progress.counter),
            apart=lambda: [progress.held, *progress.read(), *progress.handed],
            lookahead=None if lookahead is None else progress.points,
            replace=progress.replace if self._handed_over else None,
            add=progress.add if self._handed_over and self.setup is None else None,
        )

    @property
    def _handed_over(self) -> bool:
        """Whether the parameters come with each call, and are kept nowhere else."""
        return self.owner is None and self.kept is None

    def _keys(self, arrays: Sequence[Any]) -> Sequence[Any]:
        return self.keys[: len(arrays)] if self.container != "list" else range(len(arrays))

    def _shapes(self, arrays: Sequence[Any]) -> Any:
        """What a constructor is given that asks for sizes: a shape, or one for each parameter."""
        if self.single:
            return len(arrays)
        shapes = [each.shape for each in arrays]
        return shapes[0] if self.container == "array" else self._pack(shapes)

    def _pack(self, arrays: Sequence[Any]) -> Any:
        return dict(zip(self.keys, arrays, strict=False)) if self.container == "dict" else list(arrays)


@dataclass
class Counter:
    """The step counter of a caller who hands it over at each call."""

    count: int


class _Progress:
    """The parameters of one run, and how many steps it has taken."""

    def __init__(
        self, shape: Calls, held: Any, method: Any, extra: dict[str, Any], keys: list[Any], receiver: Any
    ) -> None:
        self.shape, self.held, self.method, self.extra, self.keys, self.receiver = (
            shape,
            held,
            method,
            extra,
            keys,
            receiver,
        )
        self.counter = Counter(shape.first_count)
        self.handed: list[Any] = []
        self.lookahead = lookahead_of(receiver) if shape.container in ("dict", "list", "array") else None
        self.looked_from: Arrays = []
        self.before, self.after = hooks(receiver)

    def read(self) -> Arrays:
        if self.shape.kept is not None:
            kept = getattr(self.receiver, self.shape.kept)
            return [kept] if self.shape.container == "array" else [kept[key] for key in self.keys]
        if self.shape.single:
            return [as_array(each) for each in self.held]
        return [self.held[key] for key in self.keys] if isinstance(self.held, dict) else list(self.held)

    def replace(self, place: int, array: Any) -> None:
        self.held[self.keys[place] if isinstance(self.held, dict) else place] = (
            array[()] if self.shape.single else array
        )

    def add(self, array: Any) -> None:
        key = self.shape.keys[len(self.keys)] if self.shape.container != "list" else len(self.keys)
        self.keys.append(key)
        if isinstance(self.held, dict):
            self.held[key] = array
        else:
            self.held.append(array)

    def points(self) -> Arrays:
        """Where gradients are wanted; a method that returns nothing has moved the parameters there, or leaves them."""
        assert self.lookahead is not None
        lookahead = self.lookahead
        self.looked_from = copies(self.read())
        if self.shape.container == "dict":
            found = lookahead(self.held)
            return [(self.held if found is None else found)[key] for key in self.keys]
        if self.shape.container == "list":
            return [*(lookahead(self.held) or self.held)]
        found = lookahead(self.held[0])
        return [self.held[0] if found is None else found, *self.held[1:]]

    def step(self, gradients: Sequence[Any], lr: Any) -> None:
        if self.shape.beside is not None and 0 < sum(each is None for each in gradients) < len(gradients):
            raise SubjectError(TOGETHER)  # who calls the one calls the other, which may not count
        if self.lookahead is not None and not self.looked_from:
            self.points()  # nobody asked where gradients are wanted, and it expects that
        self.held = self.shape.next_dict(self.held)
        self.before()
        self._advance(gradients, lr)
        self.after()
        self.looked_from = []
        self.counter.count += 1

    def _advance(self, gradients: Sequence[Any], lr: Any) -> None:
        if self.shape.container == "array":
            for index, gradient in enumerate(gradients):
                if gradient is not None:
                    given = gradient[()] if self.shape.single else gradient
                    result = self._call(self.held[index], given, self.keys[index], lr)
                    self._store(_first(result, gradient) if self.shape.gradients_handed_back else result, index)
                elif self.looked_from:
                    # Nobody looks ahead for a step that is not made.
                    self.held[index][...] = self.looked_from[index]
        else:
            packed = self._packed(gradients)
            before = packed.copy()
            result = self._call(self.held, packed, None, lr)
            if not _same_objects(before, packed):
                raise MisconductError("it changes the collection of gradients that it is given")
            self._store_all(result)

    def _packed(self, gradients: Sequence[Any]) -> Any:
        self.handed = [each for each in gradients if each is not None]
        if isinstance(self.held, dict):
            given = dict(zip(self.keys, gradients, strict=True))
            return {key: given[key] for key in self.held if given.get(key) is not None}
        return [each[()] for each in gradients] if self.shape.single else list(gradients)

    def _call(self, parameters: Any, gradients: Any, key: Any, lr: Any) -> Any:
        self.handed = [*self.handed, gradients]
        pairs = list(zip(parameters, gradients, strict=True)) if isinstance(parameters, list) else []
        roles = {
            "pairs": pairs,
            "swapped pairs": [(g, p) for p, g in pairs],
            "loss": 0.0,
            "parameters": parameters,
            "gradients": gradients,
            "counter": self.counter.count,
            "key": key,
            "lr": lr,
        }
        method = self.method
        if self.shape.beside is not None and self.keys.index(key) % 2:
            method = getattr(self.receiver, self.shape.beside)
        by_position = [roles[each.role] for each in self.shape.arguments if each.keyword is None]
        by_name = {each.keyword: roles[each.role] for each in self.shape.arguments if each.keyword is not None}
        return method(*by_position, **by_name, **self.extra)

    def _store_all(self, result: Any) -> None:
        if self.shape.result == "in place":
            return
        if result is None:
            raise NothingReturnedError("the step returned nothing")
        items = [result[key] for key in self.keys] if isinstance(result, dict) else list(result)
        for index, each in enumerate(items):
            self._store(each, index)

    def _store(self, result: Any, index: int) -> None:
        if self.shape.result == "in place":
            return
        key = self.keys[index] if isinstance(self.held, dict) else index
        old = self.held[key]
        if self.shape.single:
            result, old = as_array(result), as_array(old)
        if not is_array_like(result, old):
            raise SubjectError(
                f"the step returned a {type(result).__name__} where an array of shape {old.shape} was due"
            )
        found = result
        if not self.shape.result.startswith("parameter"):
            found = old - result if self.shape.result == "minus step" else old + result
        self.held[key] = found[()] if self.shape.single else found


def _first(result: Any, gradient: Any) -> Any:
    """The parameter of what a step returned: itself and the gradient."""
    if not isinstance(result, tuple) or len(result) != 2 or not is_array_like(result[1], gradient):
        raise SubjectError(f"the step returned a {type(result).__name__} where parameter and gradient were due")
    return result[0]


def _same_objects(before: Any, after: Any) -> bool:
    if isinstance(before, dict):
        return before.keys() == after.keys() and all(before[key] is after[key] for key in before)
    return len(before) == len(after) and all(one is two for one, two in zip(before, after, strict=True))


def with_result(shape: Calls, result: Result) -> Calls:
    """The same way of calling, with the new parameters found elsewhere."""
    names = {"minus step": "returns-step", "plus step": "returns-step"}
    name = "returns-parameter" if result.startswith("parameter") else names.get(result)
    return replace(shape, result=result, name=name or f"update-{shape.container}")
