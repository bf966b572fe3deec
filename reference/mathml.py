"""Pseudo-code as MathML, which browsers typeset themselves, without a script, a font or a network."""

from xml.etree.ElementTree import Element, tostring

from .letters import Letter, letter, scientific
from .reading import Node, Sentence, UnreadableError, bare, sentence

TIMES = "\N{INVISIBLE TIMES}"
FENCES = {"group": "()", "absolute": "||"}


def mathml(line: str) -> Element:
    """A line of pseudo-code as an element `math`; a line that is none stands there as it is."""
    try:
        parts = _sentence(sentence(line))
    except UnreadableError:
        parts = [_made("mtext", line)]
    whole = _made("math", _made("mrow", *parts), display="block")
    whole.set("alttext", line)
    return whole


def mathml_text(line: str) -> str:
    """The same as text."""
    return tostring(mathml(line), encoding="unicode")


def _made(tag: str, *inside: Element | str, **attributes: str) -> Element:
    made = Element(tag, attributes)
    for each in inside:
        if isinstance(each, str):
            made.text = each
        else:
            made.append(each)
    return made


def _row(*inside: Element) -> Element:
    return inside[0] if len(inside) == 1 else _made("mrow", *inside)


def _sign(text: str, **attributes: str) -> Element:
    return _made("mo", text, **attributes)


def _sentence(of: Sentence) -> list[Element]:
    assigned = [] if of.target is None else [_written(of.target), _sign("←")]
    before = [_made("mtext", of.before.replace(" ", "\N{NO-BREAK SPACE}"))] if of.before else []
    after = [_made("mtext", of.after.replace(" ", "\N{NO-BREAK SPACE}"))] if of.after else []
    return [*before, *assigned, _written(of.value), *after]


def _written(node: Node) -> Element:
    parts = node.parts
    match node.kind:
        case "number":
            return _number(node.text)
        case "name":
            return _name(letter(node.text))
        case "sum":
            return _made("mrow", *[each for at, part in enumerate(parts) for each in _term(part, first=at == 0)])
        case "negative":
            return _made("mrow", *_term(node, first=True))
        case "product":
            return _made("mrow", *_factors(parts))
        case "fraction":
            return _made("mfrac", _written(bare(parts[0])), _written(bare(parts[1])))
        case "root":
            return _made("msqrt", _written(parts[0]))
        case "power":
            return _power(_written(parts[0]), _written(parts[1]))
        case "group" | "absolute":
            left, right = FENCES[node.kind]
            return _fenced(left, _written(parts[0]), right)
        case "where" | "above":
            return _related(node.kind, *(_written(each) for each in parts))
        case "call":
            listed = [each for part in parts for each in (_sign(","), _written(part))][1:]
            return _made("mrow", _made("mi", node.text), _fenced("(", _row(*listed), ")"))


def _related(kind: str, left: Element, right: Element) -> Element:
    if kind == "above":
        return _made("mrow", left, _sign(">"), right)
    return _fenced("[", _made("mrow", left, _sign("="), right), "]")


def _power(base: Element, exponent: Element) -> Element:
    """What is raised stands above what is lowered, not after it."""
    return _made("msubsup", *base, exponent) if base.tag == "msub" else _made("msup", base, exponent)


def _term(node: Node, *, first: bool) -> list[Element]:
    if node.kind == "negative":
        return [_sign("−", form="prefix" if first else "infix"), _written(node.parts[0])]
    return [_written(node)] if first else [_sign("+"), _written(node)]


def _factors(parts: tuple[Node, ...]) -> list[Element]:
    """Factors beside one another, with a dot only between numbers."""
    made: list[Element] = []
    for before, part in zip((None, *parts), parts, strict=False):
        if before is not None:
            dotted = part.kind == "number"
            made.append(_sign("·") if dotted else _sign(TIMES, lspace="0.08em", rspace="0.08em"))
        made.append(_written(part))
    return made


def _fenced(left: str, inside: Element, right: str) -> Element:
    return _made("mrow", _sign(left, form="prefix"), inside, _sign(right, form="postfix"))


def _number(text: str) -> Element:
    digits, power = scientific(text)
    if power is None:
        return _made("mn", digits)
    raised = (
        _made("mrow", _sign("−", form="prefix"), _made("mn", str(-power))) if power < 0 else _made("mn", str(power))
    )
    ten = _made("msup", _made("mn", "10"), raised)
    return ten if digits == "1" else _made("mrow", _made("mn", digits), _sign("·"), ten)


def _name(of: Letter) -> Element:
    made = _made("mi", of.base)
    if of.hat:
        made = _made("mover", made, _sign("^"), accent="true")
    return _made("msub", made, _made("mi" if of.below.isalpha() else "mn", of.below)) if of.below else made
