"""The statement to blame as it should be: what the rule would write there, in the words of the source; shown only if proved."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path as File

from sympy import Add, Expr, Mul

from ....reference.rule import Form
from ....reference.symbols import t, theta
from ...subjects.replaced_code import AbsentError, StillbornError, code_in, replaced
from ...subjects.source import Definition, text_of
from ...tracing.one_step import rehearse
from ...tracing.session import is_data, own
from ...tracing.statements import Statement, simple_statements
from ...tracing.vocabulary import Vocabulary
from ...tracing.writes import ELEMENT, Write
from ..evidence import Evidence, is_proved
from .spelling import Speller, UnspeakableError, added, multiplied, spellers

MOST = 4
"""How many ways to write it are tried."""


@dataclass(frozen=True)
class Replacement:
    """A value of a rule that would make the step the rule's, in the place of one that a statement writes.

    Attributes:
        first: whether in the first step alone.
    """

    write: Write
    value: Expr
    form: Form
    first: bool


def correction(evidence: Evidence, replacement: Replacement) -> str:
    """The statement that writes this value, proved to make the subject the form; "" where none is.

    Raises whatever the subject raises on symbols.
    """
    source = text_of(replacement.write.statement.path)
    now = _found(source, replacement.write.statement)
    if now is None or not _is_open(evidence, replacement.form):
        return ""
    ways = (way for here in spellers(_heard(evidence, replacement), now) for way in _ways(now, replacement.value, here))
    for new in islice(ways, MOST):
        text = _quoted(new, ast.get_source_segment(source, now) or "")
        if new != ast.unparse(now) and _is_right(evidence, replacement, source, text):
            return text
    return ""


def _is_open(evidence: Evidence, form: Form) -> bool:
    """Whether each hyperparameter is a letter, or a number that the source holds: what is proved is proved of all values."""
    asked, trace, proof = evidence.asked, evidence.trace, evidence.proof_of(form)
    if trace is None or asked.fixed or proof is None or proof.supposed:
        return False
    return {*asked.names} & {*evidence.subject.names} <= trace.symbolic


def _heard(evidence: Evidence, replacement: Replacement) -> Vocabulary:
    """The words that there are just before the statement, in the letters of the rule."""
    assert evidence.trace is not None
    asked = evidence.asked
    step = rehearse(
        evidence.subject, asked.names, asked.fixed, evidence.trace, first=replacement.first, hear=replacement.write
    )
    words = [replace(each, value=own(each.value, ELEMENT)) for each in step.vocabulary.words]
    return replace(step.vocabulary, words=tuple(each for each in words if not is_data(each.value)))


def _found(source: str, statement: Statement) -> ast.stmt | None:
    """The statement in the source; None where something else stands on its lines."""
    found = simple_statements(ast.parse(source))
    there = [each for each in found if each.lineno <= statement.last and (each.end_lineno or 0) >= statement.first]
    lines = source.encode().splitlines()
    if len(there) != 1 or lines[statement.first - 1][: there[0].col_offset].strip():
        return None
    after = lines[statement.last - 1][there[0].end_col_offset :].strip()
    return there[0] if not after or after.startswith(b"#") else None


# What to write.


def _ways(now: ast.stmt, value: Expr, here: Speller) -> Iterator[str]:
    """The statement with this value in the place of its own, likeliest first."""
    try:
        match now:
            case ast.Assign(targets=[target], value=instead):
                if value == t:
                    yield f"{ast.unparse(target)} = {ast.unparse(target)} + 1"
                yield f"{ast.unparse(target)} = {_whole(value, instead, here)}"
            case ast.Return(value=ast.expr() as instead):
                yield f"return {_whole(value, instead, here)}"
            case ast.AugAssign(target=target):
                yield from _assigned(ast.unparse(target), value, here)
            case ast.Expr(value=ast.Call(keywords=keywords) as call):
                into = [each.value for each in keywords if each.arg == "out"]
                yield from (
                    _assigned(ast.unparse(into[0]), value, here) if into else _called(_receiver(call), value, here)
                )
            case _:
                return
    except UnspeakableError:
        return


def _whole(value: Expr, instead: ast.expr, here: Speller) -> str:
    """The value; where a number stands for an array, an array of it."""
    return ast.unparse(here.filled(value, instead) if value.is_Integer else here.formula(value))


def _assigned(target: str, value: Expr, here: Speller) -> Iterator[str]:
    if value == t:
        yield f"{target} += 1"
    for sign, rest in _updates(target, value, here):
        yield f"{target} {sign}= {rest}"
    whole = ast.unparse(here.formula(value))
    ways = [f"{target} = {whole}", f"{target}[...] = {whole}"]
    yield from reversed(ways) if theta in value.free_symbols else ways  # parameters are the caller's


VERBS = {"+": "add_", "-": "sub_", "*": "mul_", "/": "div_"}
"""What PyTorch calls the operations that change a tensor."""


def _called(target: str, value: Expr, here: Speller) -> Iterator[str]:
    for sign, rest in _updates(target, value, here):
        yield f"{target}.{VERBS[sign]}({rest})"
    yield f"{target}.copy_({ast.unparse(here.formula(value))})"


def _receiver(call: ast.Call) -> str:
    """The tensor that a chain of calls changes, as `v` in `v.mul_(a).add_(b)`."""
    node: ast.expr = call
    while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr.endswith("_"):
        node = node.func.value
    if isinstance(node, ast.Call):
        raise UnspeakableError(ast.unparse(call))
    return ast.unparse(node)


def _updates(target: str, value: Expr, here: Speller) -> Iterator[tuple[str, str]]:
    """How the value comes of the target by one operation."""
    if isinstance(value, Add):
        terms = here.terms(value)
        rest = [each for each in terms if each[0] or ast.unparse(each[1]) != target]
        if len(rest) == len(terms) - 1:
            taken = all(each[0] for each in rest)
            yield "-" if taken else "+", ast.unparse(added([(each[0] != taken, each[1]) for each in rest]))
    if isinstance(value, Mul):
        negative, above, below = here.factors(value)
        others = [each for each in above if ast.unparse(each) != target]
        if not negative and len(others) == len(above) - 1:
            sign, rest = ("*", multiplied(others, below)) if others else ("/", multiplied(below))
            yield sign, ast.unparse(rest)


def _quoted(text: str, before: str) -> str:
    """With the quotes that stand there now."""
    return text.replace("'", '"') if "'" not in before and '"' not in text else text


# Whether it is right.


def _is_right(evidence: Evidence, replacement: Replacement, source: str, text: str) -> bool:
    """Whether the subject with this statement is the form, in every step."""
    statement = replacement.write.statement
    file = File(statement.path)
    path = str(file.resolve()) if file.is_file() else statement.path
    try:
        tree = ast.parse(with_statement(source, statement, text))
        name = _outermost(tree, statement.first)
        with replaced(path, name, code_in(tree, path, name)):
            return is_proved(replacement.form, evidence.subject, evidence.asked, evidence.paths)
    except (StillbornError, AbsentError, SyntaxError):
        return False


def with_statement(source: str, statement: Statement, text: str) -> str:
    """The source with another statement in the place of this one."""
    lines = source.splitlines(keepends=True)
    first = lines[statement.first - 1]
    indentation = first[: len(first) - len(first.lstrip())]
    return "".join([*lines[: statement.first - 1], f"{indentation}{text}\n", *lines[statement.last :]])


def _outermost(tree: ast.Module, line: int) -> str:
    """The qualified name of the outermost function to which a line belongs, whose code holds those inside of it."""
    names: list[str] = []
    body: list[ast.stmt] = tree.body
    while True:
        around = [each for each in body if each.lineno <= line <= (each.end_lineno or 0)]
        if not around or not isinstance(around[0], ast.ClassDef | Definition):
            raise StillbornError("it stands in no function")
        names.append(around[0].name)
        if isinstance(around[0], Definition):
            return ".".join(names)
        body = around[0].body
