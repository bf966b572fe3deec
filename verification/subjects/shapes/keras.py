"""Optimizers of Keras: `stateless_apply` on JAX, and `apply` on whatever else Keras computes with."""

import re
import sys
from collections.abc import Callable, Generator, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from ....reference.rule import Hyperparameters
from ...process.scratch import scratch
from ...symbolic.array import SymbolicArray
from ...symbolic.jax_functions import IS_COMPILING, crossing, flushed, keep_float64, keep_programs
from ...symbolic.patches import paused
from ...symbolic.record import OpaqueError
from ...symbolic.scalar import Scalar
from ..subject import NAMES, Arrays, Run, Shape, Subject, SubjectError, UnguessableError
from ..target import Target
from ..words.signatures import Making


def keras_optimizers(target: Target, rule_names: Hyperparameters, settings: Mapping[str, Any]) -> Iterator[Subject]:
    """The one way of driving an optimizer of Keras; none for any other target."""
    if "keras" not in sys.modules or not target.is_class:
        return
    import keras

    if not issubclass(target.object, keras.optimizers.Optimizer):
        return
    making = Making.of(target.object, rule_names, settings)
    if making.missing:
        raise UnguessableError(f"The constructor of {target.label}", making.missing)
    on_jax = keras.backend.backend() == "jax"
    if on_jax:
        keep_float64()
        keep_programs(scratch())
    found = replace(target, flushed=flushed() if on_jax else frozenset(), compiles=on_jax)
    if on_jax:
        yield Subject(found, Stateless("keras"), making.names, making.settings)
    # One that keeps variables which Keras does not know of is no pure function.
    yield Subject(replace(found, compiles=False), Stateful("keras"), making.names, making.settings)


@dataclass(frozen=True)
class Stateless(Shape):
    """`stateless_apply(optimizer_variables, gradients, parameters)`, a pure function.

    Attributes:
        programs: the function for each kind of optimizer, as it can be compiled once for all of a kind.
    """

    programs: dict[Hashable, Callable[..., Any]] = field(default_factory=dict, compare=False, repr=False)

    @property
    def most_steps(self) -> int:
        return 300

    @property
    def description(self) -> str:
        return "stateless_apply(variables, gradients, parameters), on JAX"

    def start(self, target: Target, arguments: Mapping[str, Any], initial: Arrays) -> Run:
        made = _Made(target, arguments, initial)
        parameters = [each.copy() for each in initial]
        kept = {"hyperparameters": made.attributes(arguments), "variables": made.state(arguments)}
        handed: list[Any] = []
        stepped = self.programs.setdefault(made.kind(arguments), crossing(made.stepped, compiles=True))
        if not IS_COMPILING.get():
            stepped = crossing(made.stepped)

        def step(gradients: Sequence[Any], lr: Any) -> None:
            _insist(gradients)
            handed[:] = gradients
            state = made.listed(kept["variables"])
            after, state = stepped(dict(kept["hyperparameters"]), state, list(gradients), list(parameters))
            parameters[:] = after
            kept["variables"] = made.named(state)

        return Run(
            read=lambda: list(parameters),
            step=step,
            roots=(kept,),
            apart=lambda: [*parameters, *handed],
            replace=parameters.__setitem__,
        )


@dataclass(frozen=True)
class Stateful(Shape):
    """`apply(gradients, parameters)`, where Keras computes with another library than JAX."""

    @property
    def most_steps(self) -> int:
        return 300

    @property
    def parameters_are_the_callers(self) -> bool:
        return False

    @property
    def description(self) -> str:
        import keras

        return f"apply(gradients), on {keras.backend.backend()}"

    def start(self, target: Target, arguments: Mapping[str, Any], initial: Arrays) -> Run:
        import keras

        if any(isinstance(each, SymbolicArray) for each in initial):
            raise OpaqueError(f"it computes with {keras.backend.backend()} through Keras, where nothing is traced yet")
        made = _Made(target, arguments, initial)
        kept = {"hyperparameters": made.attributes(arguments), "variables": made.state()}

        def step(gradients: Sequence[Any], lr: Any) -> None:
            _insist(gradients)
            rate = kept["hyperparameters"].get(made.rate)
            if rate is not None:
                made.optimizer.learning_rate = rate
            made.apply([keras.ops.convert_to_tensor(each) for each in gradients])
            kept["variables"] = made.state()

        return Run(read=lambda: [_numbers(each) for each in made.variables], step=step, roots=(kept,), apart=list)


def _insist(gradients: Sequence[Any]) -> None:
    if any(each is None for each in gradients):
        raise SubjectError("it takes a gradient for every parameter in every step")


def _numbers(variable: Any) -> Any:
    import keras

    return np.array(keras.ops.convert_to_numpy(variable.value))


def _in_letters(array: Any, letters: Sequence[Scalar]) -> Any:
    """The array, or the letter whose number it is full of: Keras fills its arrays itself, and with floats alone.

    That it is no other number which happens to be the same is seen when the trace has to foretell runs at other values.
    """
    for each in letters:
        if array.dtype.kind == "f" and array.size and np.all(array == each.value):
            return np.full(array.shape, each, object).view(SymbolicArray)
    return array


class _Made:
    """An optimizer that was made and built for parameters of some shapes.

    Hyperparameters are attributes of the same names as the constructor's, but for lr, which is a variable.
    """

    def __init__(self, target: Target, arguments: Mapping[str, Any], initial: Arrays) -> None:
        import keras

        floats = {name: each.value if isinstance(each, Scalar) else each for name, each in arguments.items()}
        dtype = initial[0].dtype.name
        with paused(), _floatx(dtype):
            self.variables = [
                keras.Variable(
                    np.zeros(each.shape, dtype) if isinstance(each, SymbolicArray) else each, name=name, dtype=dtype
                )
                for name, each in zip(NAMES, initial, strict=False)
            ]
            self.optimizer: Any = target.object(**floats)
            self.optimizer.build(self.variables)
        self.floats = floats
        self.is_old = type(self.optimizer).apply_gradients is not keras.optimizers.Optimizer.apply_gradients
        rate = next(
            (each for each in self.optimizer.variables if each is getattr(self.optimizer, "_learning_rate", None)), None
        )
        self.places = [each is rate for each in self.optimizer.variables]
        self.rate = "learning_rate"
        self.names: list[tuple[str, str]] = []
        for each in self.optimizer.variables:
            name, parameter = self._name(each.name)
            # Where the author calls those of all parameters alike, their places tell.
            again = sum(one == name for one, _ in self.names)
            self.names.append((name, parameter or (f"{name}[{again}]" if again else "")))

    def _name(self, name: str) -> tuple[str, str]:
        """What a variable is called, and of which parameter it is."""
        for each in self.variables:
            if name.startswith(f"{each.name}_"):
                return name.removeprefix(f"{each.name}_"), each.name
        # Keras numbers what has no name, in the order of the whole process.
        return re.sub(r"^variable_\d+$", "variable", name), ""

    def attributes(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """The hyperparameters that can be set anew, as they were given; lr among them."""
        found = {
            name: each
            for name, each in arguments.items()
            if isinstance(each, float | Scalar) and getattr(self.optimizer, name, None) == self.floats[name]
        }
        if any(self.places):
            found[self.rate] = arguments.get(self.rate, float(self.optimizer.learning_rate))
        return found

    @contextmanager
    def having(self, attributes: Mapping[str, Any]) -> Generator[None]:
        """The optimizer with these hyperparameters for a while."""
        before = dict(vars(self.optimizer))
        for name, each in attributes.items():
            if name != self.rate:
                object.__setattr__(self.optimizer, name, each)
        try:
            yield
        finally:
            for name in attributes:
                if name != self.rate:
                    object.__setattr__(self.optimizer, name, before[name])

    def kind(self, arguments: Mapping[str, Any]) -> Hashable:
        """All that a step depends on besides what it is given: what cannot be set anew, and the parameters it was built for."""
        open_names = self.attributes(arguments)
        built = tuple((each.dtype, tuple(each.shape)) for each in self.variables)
        return (
            built,
            tuple(self.names),
            tuple(sorted((name, repr(each)) for name, each in self.floats.items() if name not in open_names)),
        )

    def stepped(self, attributes: dict[str, Any], state: list[Any], gradients: list[Any], held: list[Any]) -> Any:
        """The parameters and the state after one step, as Keras has them."""
        whole = self.completed(attributes, state)
        with self.having(attributes):
            if not self.is_old:
                return self.optimizer.stateless_apply(whole, gradients, held)
            return self._scoped(whole, gradients, held)

    def _scoped(self, state: list[Any], gradients: list[Any], held: list[Any]) -> Any:
        """What `stateless_apply` does, of an optimizer whose step it does not call."""
        import keras

        variables = [*self.variables, *self.optimizer.variables]
        given = [*held, *state]
        with keras.StatelessScope(state_mapping=[*zip(variables, given, strict=True)]) as scope:
            self.apply(gradients)
            after = [scope.get_current_value(each) for each in variables]
        whole = [old if new is None else new for old, new in zip(given, after, strict=True)]
        return whole[: len(held)], whole[len(held) :]

    def apply(self, gradients: Sequence[Any]) -> None:
        """One step, by the method that its author wrote."""
        if self.is_old:
            self.optimizer.apply_gradients([*zip(gradients, self.variables, strict=True)])
        else:
            self.optimizer.apply(gradients)

    def state(self, arguments: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """What the optimizer keeps besides lr, by what it calls it; where it starts at one of the arguments, with its letter."""
        letters = [each for each in (arguments or {}).values() if isinstance(each, Scalar)]
        return self.named([_in_letters(_numbers(each), letters) for each in self.optimizer.variables])

    def named(self, values: Sequence[Any]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for (name, parameter), is_rate, value in zip(self.names, self.places, values, strict=True):
            if not is_rate:
                found.setdefault(name, {})[parameter or name] = value
        return found

    def listed(self, named: Mapping[str, Any]) -> list[Any]:
        """The same as a list, with nothing in the place of lr."""
        return [
            None if is_rate else named[name][parameter or name]
            for (name, parameter), is_rate in zip(self.names, self.places, strict=True)
        ]

    def completed(self, attributes: Mapping[str, Any], state: Sequence[Any]) -> list[Any]:
        return [attributes[self.rate] if is_rate else each for is_rate, each in zip(self.places, state, strict=True)]


@contextmanager
def _floatx(dtype: str) -> Generator[None]:
    """Let Keras make its own numbers in the dtype of the parameters."""
    import keras

    before = keras.config.floatx()
    keras.config.set_floatx(dtype)
    try:
        yield
    finally:
        keras.config.set_floatx(before)
