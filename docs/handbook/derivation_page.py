"""The page of a derivation: a theorem, and its proof line by line as the machine redoes it."""

from optproof.reference.derivations import DERIVATIONS, Derivation, Line
from optproof.reference.notation import latex_lines
from optproof.verification.english import counted, sentence

from .claims import shown
from .markdown import ORPHAN, bullets, display, link, math, numbered, page, side_by_side, table
from .places import DERIVATIONS_PAGE, derivation_page, to_derivation, to_rule

ABOUT = """\
Every line of a proof is a claim that the machine decides: an identity by rational normal form, an inequality by a certificate,
a number by rigorous intervals. It is decided anew at every run of the tests, with the very forms that these pages show, so a
form that changes breaks its proofs."""


def every() -> dict[str, str]:
    """A page for each derivation, and the list of all."""
    return {derivation_page(each.id): derivation(each) for each in DERIVATIONS} | {
        "reference/derivations.md": contents()
    }


def contents() -> str:
    rows = [(to_derivation(each.id), sentence(each.title), ", ".join(map(to_rule, each.rules))) for each in DERIVATIONS]
    told = f"{counted(len(DERIVATIONS), 'theorem')} about the rules and their forms. {ABOUT}"
    return page("# Derivations", told, table(("", "theorem", "about"), rows))


def derivation(each: Derivation) -> str:
    lines = each.lines()
    return page(
        ORPHAN,
        f"# {each.title}",
        f"{link('Derivations', DERIVATIONS_PAGE)} · {', '.join(map(to_rule, each.rules))}",
        statement(each),
        f"**Given** {'; '.join(each.assumptions)}." if each.assumptions else "",
        "## The forms",
        side_by_side([(form.title, bullets(map(math, latex_lines(form)))) for form in each.forms]),
        "## Proof",
        ABOUT,
        proof(lines),
        f"∎ {counted(len(lines), 'line')}. To see them decided: "
        f"`python -c \"from optproof.reference.derivations import find_derivation as d; print(d('{each.id}').check() == [])\"`",
    )


def statement(each: Derivation) -> str:
    """What is proved; what stands apart in the line stands on lines of its own, for a phone is narrow."""
    return "\n".join(display(part.strip()) for part in each.statement.split(r"\qquad"))


def proof(lines: tuple[Line, ...]) -> str:
    """What each line says, and what the machine checks for it."""
    return numbered(f"{sentence(line.says)}\n\n   {shown(line.claim)}\n" for line in lines)
