"""A form as pseudo-code, like the paper's: numbered assignments, and what comes before them."""

from collections.abc import Collection, Iterable

from optproof.reference.notation import latex
from optproof.reference.rule import Assignment, Form
from optproof.reference.symbols import theta
from optproof.verification.reports.mistakes import latex_line

from .markdown import block, bullets, marked, math, numbered


def algorithm(form: Form) -> str:
    """The hyperparameters, the start and the step of a form."""
    given = ", ".join(math(f"{latex(each.symbol)} = {latex(each.default)}") for each in form.hyperparameters)
    start = ", ".join(math(rf"{latex(each.symbol)} \leftarrow {latex(each.initial)}") for each in form.state)
    before = [f"**Given** {given}"] + ([f"**Start** {start}"] if start else [])
    return block(
        "div", "algorithm", "\\\n".join([*before, "**In step** $t = 1, 2, …$"]) + "\n\n" + _numbered(form, (), False)
    )


def step(form: Form, differing: Collection[Assignment], *, point_differs: bool = False) -> str:
    """The step of a form, where lines that differ are marked."""
    return block("div", "algorithm", _numbered(form, differing, point_differs))


def _numbered(form: Form, differing: Collection[Assignment], point_differs: bool) -> str:
    gradient = marked(math(rf"g \leftarrow \nabla f\left({latex(form.gradient_at)}\right)"), point_differs)
    return numbered([gradient, *(marked(math(latex_line(each)), each in differing) for each in form.step)])


def lines(some: Iterable[Assignment]) -> str:
    """Lines of a step without the others."""
    return block("div", "algorithm", bullets(math(latex_line(each)) for each in some))


def unshared(forms: Iterable[Form]) -> set[Assignment]:
    """The lines that not all of the forms have."""
    steps = [{*each.step} for each in forms]
    return set[Assignment]().union(*steps) - set[Assignment].intersection(*steps)


def points_differ(forms: Iterable[Form]) -> bool:
    return len({each.gradient_at for each in forms}) > 1


def source_of(form: Form) -> str:
    """The formulas of a form as LaTeX, to be copied."""
    point = [] if form.gradient_at == theta else [rf"g \leftarrow \nabla f\left({latex(form.gradient_at)}\right)"]
    body = " \\\\\n".join(f"  {each}" for each in [*point, *map(latex_line, form.step)])
    return f"```latex\n\\begin{{gathered}}\n{body}\n\\end{{gathered}}\n```\n"
