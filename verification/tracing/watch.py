"""What a subject's own code does while it runs: which of its lines run, in which functions, and what they ask of the world.

The functions and the lines are those that really run, and of their bytecode is read which names they load and store.  What
comes from outside the process, as time and files do, is in no state: a step that asks for it is opaque.
"""

import sys
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from types import CodeType, FrameType
from typing import Any, Self

from ..paths.room import LIBRARIES, room_of
from ..process.calls import calls_heard_by
from ..subjects.target import Target
from ..symbolic.asked import JUDGES
from ..symbolic.patches import ORDERING

ANYTHING = frozenset[str]()

OUTSIDE: dict[str, frozenset[str]] = {
    **dict.fromkeys(
        "_locale _random _tracemalloc _uuid cProfile ctypes fcntl gc genericpath glob http importlib inspect io _io locale mmap "
        "multiprocessing os pathlib platform posix pwd random resource secrets select shutil signal socket sqlite3 subprocess "
        "tempfile time tracemalloc urllib uuid".split(),
        ANYTHING,
    ),
    "builtins": frozenset("breakpoint eval exec globals input open".split()),
    "datetime": frozenset("now today utcnow".split()),
    "numpy": frozenset("get_printoptions getbufsize geterr geterrcall".split()) | ORDERING,
    "sys": frozenset(
        "_current_frames _getframe getallocatedblocks getprofile getrecursionlimit getrefcount getsizeof getswitchinterval "
        "gettrace".split()
    ),
    **dict.fromkeys(
        ("_thread", "threading"),
        frozenset("_count active_count current_thread enumerate get_ident main_thread start start_new_thread".split()),
    ),
}
"""The modules of the standard library whose functions tell something that no state has, and which of them do if not all."""

TELLING = frozenset("sleep write writelines flush isatty fspath __setitem__ __delitem__".split())
"""Functions of these that ask for nothing."""


@dataclass
class Watch:
    """Listens to the code of a target while it is entered.

    Attributes:
        asks: whether it hears what is asked of the world outside, which costs something in every call, SymPy's too.
        ran: the instructions that ran, in each function.
        entered: the functions that were entered, each with its globals.
        asked: what was asked of the world outside, as clauses.
    """

    target: Target
    asks: bool = False
    ran: dict[CodeType, set[int]] = field(default_factory=dict[CodeType, set[int]])
    entered: dict[CodeType, dict[str, Any]] = field(default_factory=dict[CodeType, dict[str, Any]])
    asked: dict[str, None] = field(default_factory=dict[str, None])

    def __post_init__(self) -> None:
        self._is_own, self._listening = owned(self.target), ExitStack()

    def __enter__(self) -> Self:
        if self._is_own is not _nobodys:
            self._listening.callback(sys.settrace, sys.gettrace())
            if self.asks:
                self._listening.enter_context(calls_heard_by(self._called))
            sys.settrace(self._entered)
        return self

    def __exit__(self, *_: object) -> None:
        self._listening.close()

    def _entered(self, frame: FrameType, _event: str, _argument: Any) -> Any:
        code = frame.f_code
        if not self._is_own(code.co_filename):
            return None
        self.entered[code] = frame.f_globals
        ran = self.ran.setdefault(code, set())
        # One line may have two branches.
        frame.f_trace_opcodes, frame.f_trace_lines = True, False

        def instruction(frame: FrameType, event: str, _argument: Any) -> Any:
            if event == "opcode":
                ran.add(frame.f_lasti)
            return instruction

        return instruction

    def _called(self, frame: FrameType, event: str, argument: Any) -> None:
        if event == "c_call":
            if self._is_own(frame.f_code.co_filename):
                self._ask(_module_of(argument), argument.__name__)
        elif event == "call" and frame.f_back is not None and self._is_own(frame.f_back.f_code.co_filename):
            self._ask(str(frame.f_globals.get("__name__", "")), frame.f_code.co_name)
            # What os.environ has inherited is written elsewhere.
            self._ask(*_place_of(frame.f_locals.get("self"), frame.f_code.co_name))

    def _ask(self, module: str, name: str) -> None:
        names = OUTSIDE.get(module.partition(".")[0])
        if names is not None and (not names or name in names) and name not in TELLING:
            self.asked[f"it asks {module}.{name}, which tells what no state has"] = None

    @property
    def environment(self) -> list[str]:
        """What was asked of the environment variables: what is not handed over, and another in each shell."""
        return [each for each in self.asked if each.startswith(("it asks os.environ", "it asks os.getenv"))]

    def differs_from(self, other: "Watch") -> str:
        """Where code ran here or there alone, as a clause; empty where there is no such place.

        A function that JAX compiles runs once for all: what was entered on one side alone says nothing there.
        """
        for code in {**self.ran, **other.ran}:
            one, two = self.ran.get(code, set()), other.ran.get(code, set())
            if one != two and not (self.target.compiles and (not one or not two)):
                line = next((line for start, end, line in code.co_lines() if start <= min(one ^ two) < end), None)
                return f"its line {line or code.co_firstlineno} goes another way on symbols than on numbers"
        return ""


def _module_of(function: Any) -> str:
    owner = getattr(function, "__self__", None)
    if owner is not None and not isinstance(owner, type(sys)):
        return str((owner if isinstance(owner, type) else type(owner)).__module__)
    return str(getattr(function, "__module__", None) or "")


def _place_of(owner: Any, method: str) -> tuple[str, str]:
    """The module of an object that has this method, and there the object's name, if it has one."""
    module = type(owner).__module__
    names = vars(sys.modules[module]) if module in sys.modules else {}
    return module, next((name for name, value in names.items() if value is owner), method)


def owned(target: Target) -> Callable[[str], bool]:
    """Whether a file is the target's; none of a library's is, and none of what judges."""
    # What a library has defined is its own, from wherever it is imported.
    name = getattr(target.object, "__module__", None) or getattr(target.module, "__name__", "")
    if name.partition(".")[0] in LIBRARIES or name.startswith(JUDGES):
        return _nobodys
    return room_of(target)


def _nobodys(_path: str) -> bool:
    return False
