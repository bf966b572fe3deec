"""`%%optproof` in a notebook: the optimizers that a cell defines, checked as soon as it has run.

    %load_ext optproof

    %%optproof --rule adam
    class Adam: ...

Without `--rule` it says which rule each is.  https://ipython.readthedocs.io/en/stable/config/custommagics.html
"""

import ast
import shlex
from argparse import ArgumentParser, Namespace
from importlib import import_module
from typing import Any, NoReturn

from ..api import check, identify
from ..questions.set_option import InputError, parsed
from ..subjects.place import optimizers_among


class _Parser(ArgumentParser):
    """Tells what is wrong with a line, and leaves the notebook running."""

    def error(self, message: str) -> NoReturn:
        raise InputError(f"%%optproof: {message}.\n{self.format_usage().strip()}")


def _parser() -> _Parser:
    parser = _Parser("%%optproof", add_help=False, allow_abbrev=False)
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help="what of the cell to check; its optimizers if left out"
    )
    parser.add_argument("--rule", metavar="RULE")
    parser.add_argument("--form", metavar="FORM")
    parser.add_argument("--set", metavar="NAME=VALUE", action="append", default=[])
    parser.add_argument("--shape", metavar="SHAPE")
    parser.add_argument("--seed", metavar="N", type=int, default=0)
    parser.add_argument("--exercise", action="store_true", help="answer as `optproof exercise` does")
    parser.add_argument("--hint", action="store_true", help="with the mistake, and its line")
    parser.add_argument("--zh", action="store_true", help="in Chinese")
    return parser


def optproof(line: str, cell: str, shell: Any, show: Any) -> None:
    """Run the cell, and show what each of its optimizers is.

    Args:
        line: what stands after `%%optproof`.
        cell: what stands below it.
        shell: IPython's, in which the cell runs as any other.
        show: IPython's `display`.
    """
    from ...reference.library import UnknownNameError

    try:
        said = _parser().parse_args(shlex.split(line))
        if said.exercise and not said.rule:
            raise InputError("%%optproof: --exercise needs --rule RULE.")
        given = parsed(said.set)
    except (InputError, ValueError) as error:
        print(error)
        return
    if not _ran(cell, shell):
        return
    names = said.names or optimizers_among(ast.parse(shell.transform_cell(cell)).body)
    if not names:
        print("%%optproof: this cell defines no class and no function that could be an optimizer.")
    for name in names:
        if name not in shell.user_ns:
            print(f"%%optproof: there is no {name} here.")
            continue
        target = shell.user_ns[name]
        shared: dict[str, Any] = {"hyperparameters": given, "shape": said.shape, "seed": said.seed}
        try:
            found = check(target, rule=said.rule, form=said.form, **shared) if said.rule else identify(target, **shared)
            if said.exercise:
                print(_answer(found, said))
            else:
                show(found)
        except (UnknownNameError, InputError) as error:
            print(error)
            return


def _answer(verdict: Any, said: Namespace) -> str:
    """What a teacher says of it."""
    from ...reference.library import find_rule
    from ..exercises.answer import answer
    from ..exercises.words import CHINESE, ENGLISH
    from ..reports.layout import WIDEST, plain

    named = f"{said.rule}{f' --form {said.form}' if said.form else ''}"
    hint = "" if said.hint else f"%%optproof --rule {named} --exercise --hint"
    solution = f"!optproof exercise {named} --solution"
    words = CHINESE if said.zh else ENGLISH
    return plain(answer(verdict, find_rule(said.rule), words, WIDEST, hint=hint, solution=solution))


def _ran(cell: str, shell: Any) -> bool:
    """Run the cell by the number that stands beside it, which IPython has counted on from already; whether it ran."""
    counted = shell.execution_count
    shell.execution_count = len(shell.history_manager.input_hist_raw) - 1
    try:
        return bool(shell.run_cell(cell).success)
    finally:
        shell.execution_count = counted


def load(shell: Any) -> None:
    """What `%load_ext optproof` does; only IPython asks for it, so that it is there."""
    display = import_module("IPython.display").display
    shell.register_magic_function(lambda line, cell: optproof(line, cell, shell, display), "cell", "optproof")
