"""Lines of pseudo-code in LaTeX, where there is no expression any more that `notation.latex` could write."""

from collections.abc import Iterable

from .letters import escaped, letter, scientific, typeset
from .operations import OPERATIONS
from .reading import Node, UnreadableError, bare, sentence

FUNCTIONS = {"∇f": r"\nabla f", "exp": r"\exp", "log": r"\log"} | {
    each.name: each.command for each in OPERATIONS.values()
}
RELATED = {"where": r"\left[{} = {}\right]", "above": "{} > {}"}
CASES = r"\begin{{cases}} {1} & \text{{where }} {0} \\ {2} & \text{{else}} \end{{cases}}"
WRAPPED = {"negative": "- {}", "root": r"\sqrt{{{}}}", "absolute": r"\left\lvert {} \right\rvert"}


def lines_latex(lines: Iterable[str]) -> str:
    """Lines of pseudo-code below one another, as one formula."""
    rows = r" \\ ".join(f"& {line_latex(each)}" for each in lines)
    return rf"\begin{{aligned}} {rows} \end{{aligned}}"


def line_latex(line: str) -> str:
    """A line of pseudo-code in LaTeX; a line that is none stands there as it is."""
    try:
        found = sentence(line)
    except UnreadableError:
        return rf"\text{{{escaped(line)}}}"
    assigned = "" if found.target is None else rf"{_written(found.target)} \leftarrow "
    before, after = (rf"\text{{{each}}}" if each else "" for each in (found.before, found.after))
    return f"{before}{assigned}{_written(found.value)}{after}"


def _written(node: Node) -> str:
    parts = [_written(each) for each in node.parts]
    match node.kind:
        case "number":
            digits, power = scientific(node.text)
            return digits if power is None else (rf"{digits} \cdot " if digits != "1" else "") + f"10^{{{power}}}"
        case "name":
            return typeset(letter(node.text))
        case "sum":
            signs = ["" if each.kind == "negative" else "+ " for each in node.parts]
            return " ".join(f"{sign}{part}" for sign, part in zip(signs, parts, strict=True)).removeprefix("+ ")
        case "product":
            return _beside(node.parts, parts)
        case "fraction":
            above, below = (_written(bare(each)) for each in node.parts)
            return rf"\frac{{{above}}}{{{below}}}"
        case "power":
            return f"{parts[0]}^{{{parts[1]}}}"
        case "group":
            return _bracketed(parts[0])
        case "negative" | "root" | "absolute":
            return WRAPPED[node.kind].format(parts[0])
        case "where" | "above":
            return RELATED[node.kind].format(*parts)
        case "call":
            return _called(node.text, parts)


def _called(name: str, parts: list[str]) -> str:
    if name == "where":
        return CASES.format(*parts)
    return f"{FUNCTIONS.get(name) or _operator(name)}{_bracketed(', '.join(parts))}"


def _beside(nodes: tuple[Node, ...], parts: list[str]) -> str:
    """Factors: numbers with a dot between them, and words with a little room."""
    made = parts[0]
    for node, before, part in zip(nodes[1:], parts, parts[1:], strict=False):
        word = r"\mathrm" in (before[:7], part[:7])
        made += rf" \cdot {part}" if node.kind == "number" else rf" \, {part}" if word else f" {part}"
    return made


def _bracketed(inside: str) -> str:
    """In brackets, that grow where there is something tall in them."""
    return rf"\left({inside}\right)" if r"\frac" in inside or r"\sqrt" in inside else f"({inside})"


def _operator(name: str) -> str:
    return rf"\operatorname{{{escaped(name)}}}"
