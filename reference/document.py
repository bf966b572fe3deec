"""A rule as a document: everything that is known of it in Markdown, and its formulas in LaTeX."""

from collections.abc import Sequence

from .derivations import Derivation, derivations_about, find_derivation
from .mistakes import mistakes_of
from .notation import name_of, number
from .parts import parts_of
from .pseudocode import Column, Line, columns
from .rule import Form, Rule

BESIDE = 3
"""Forms that stand side by side in Markdown."""


def columns_of(rule: Rule, forms: Sequence[Form]) -> list[Column]:
    """Some forms of the rule as pseudo-code, marked where they differ from the first of all."""
    return [each for each in columns(rule) if each.form in forms]


# Markdown.


def markdown(rule: Rule, forms: Sequence[Form]) -> str:
    """Everything that is known of some forms of a rule, in Markdown with LaTeX."""
    also = f"Also called {', '.join(f'`{each}`' for each in rule.aliases)}." if rule.aliases else ""
    shown = columns_of(rule, forms)
    tables = [_table(shown[at : at + BESIDE]) for at in range(0, len(shown), BESIDE)]
    parts = [f"- `{rule.base}+{each.name}`: {each.meaning}" for each in parts_of(rule)]
    return _joined(
        f"# {rule.title} (`{rule.name}`)",
        rule.summary,
        also,
        "## Forms",
        *tables,
        "\n".join(each for form in forms for each in _about(rule, form)),
        "## Hyperparameters",
        _hyperparameters(forms),
        *_section("Derivations", [derivation_markdown(each) for each in derivations_about(rule, forms)]),
        *_section("Known mistakes", _mistakes(rule, forms)),
        *_section("Parts", ["\n".join(parts)]),
        *_section("Sources", ["\n".join(_sources(forms))]),
    )


def _joined(*parts: str) -> str:
    return "\n\n".join(each for each in parts if each) + "\n"


def _section(heading: str, parts: Sequence[str]) -> list[str]:
    return [f"## {heading}", *parts] if any(parts) else []


def _table(shown: Sequence[Column]) -> str:
    """Forms side by side; ≠ marks the lines that the rule's first form does not have."""
    rows = [
        [f"`{each.form.name}`" for each in shown],
        ["---"] * len(shown),
        [each.form.title for each in shown],
        ["<br>".join(map(_in_a_cell, each.before)) for each in shown],
        ["<br>".join(map(_in_a_cell, each.step)) for each in shown],
    ]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows if any(row))


def _in_a_cell(line: Line) -> str:
    formula = line.latex.replace("|", r"\vert ")
    return f"{'≠ ' if line.differs else ''}${formula}$"


def _about(rule: Rule, form: Form) -> list[str]:
    relation = ""
    if form.relation.kind != "first":
        shown = find_derivation(form.relation.derivation) if form.relation.derivation else None
        by = f" (shown by `{shown.id}`: {shown.title})" if shown else ""
        relation = f"compared with `{rule.first.name}`, {form.relation}{by}."
    told = " ".join(each for each in (relation, form.note) if each)
    return [f"- `{form.name}`: {told}"] if told else []


def hyperparameters_of(forms: Sequence[Form]) -> list[tuple[str, str, str, str, str]]:
    """Letter, name, default, domain and meaning of each hyperparameter, once, from the first form that has it."""
    known = {each.name: each for form in reversed(forms) for each in form.hyperparameters}
    ordered = dict.fromkeys(each.name for form in forms for each in form.hyperparameters)
    return [
        (name_of(each.symbol), each.name, number(each.default), str(each.domain), each.meaning)
        for each in (known[name] for name in ordered)
    ]


def _hyperparameters(forms: Sequence[Form]) -> str:
    rows = [("", "name", "default", "domain", "meaning"), ("---",) * 5, *hyperparameters_of(forms)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def derivation_markdown(derivation: Derivation) -> str:
    """A theorem, in Markdown."""
    given = f"\n\nGiven: {'; '.join(derivation.assumptions)}." if derivation.assumptions else ""
    return f"**`{derivation.id}`** {derivation.title}.\n\n$$\n{derivation.statement}\n$${given}"


def _mistakes(rule: Rule, forms: Sequence[Form]) -> list[str]:
    known = dict.fromkeys(each for form in forms for each in mistakes_of(rule, form))
    return ["\n".join(f"- `{each.id}`: {each.title}" for each in known)]


def _sources(forms: Sequence[Form]) -> list[str]:
    known = dict.fromkeys(each for form in forms for each in form.sources)
    return [f"- {each.title}, {each.place}, <{each.link}>" for each in known]


# LaTeX.


def latex_source(rule: Rule, forms: Sequence[Form]) -> str:
    """Some forms of a rule as a piece of a LaTeX document, which wants amsmath."""
    return "\n\n".join(_environment(rule, each) for each in columns_of(rule, forms)) + "\n"


def _environment(rule: Rule, of: Column) -> str:
    form = of.form
    relation = [] if form.relation.kind == "first" else [f"Compared with {rule.first.name}: {form.relation}."]
    comments = [f"{rule.name} {form.name}: {form.title}", *relation, *map(str, form.sources)]
    before = r",\quad ".join(each.latex for each in of.before)
    start = [rf"  \text{{before step $1$: }} &{before} \\"] if before else []
    rows = " \\\\\n".join(f"  {_aligned(each)}" for each in of.step)
    return "\n".join((*(f"% {each}" for each in comments), r"\begin{align*}", *start, rows, r"\end{align*}"))


def latex_formula(shown: Sequence[Column]) -> str:
    """Forms side by side as one formula; what the first form of the rule does not have is marked."""
    heads = " & ".join(rf"\text{{{each.form.name}}}" for each in shown)
    return rf"\begin{{array}}{{{'l' * len(shown)}}} {heads} \\ {' & '.join(map(_steps, shown))} \end{{array}}"


def _steps(of: Column) -> str:
    before = [rf"{_aligned(each)} \quad \text{{before step }} 1" for each in of.before]
    step = [_aligned(each) + (r" \quad (\neq)" if each.differs else "") for each in of.step]
    rows = r" \\ ".join([*before, *step])
    return rf"\begin{{aligned}} {rows} \end{{aligned}}"


def _aligned(line: Line) -> str:
    return line.latex.replace(r" \leftarrow ", r" &\leftarrow ", 1)
