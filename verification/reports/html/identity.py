"""What a target was found to be, made of the pieces of which verdicts are made."""

from xml.etree.ElementTree import Element

from ...verdicts.identity import Identity
from ...verdicts.verdict import Formula, Verdict
from ..identity import best_of, facts, likened, name_of, next_step, others
from ..layout import TOGETHER
from .checks import outcome
from .element import Inside, tag, term
from .findings import code, findings
from .formulas import formulas


def identified(identity: Identity) -> Element:
    """Everything about one target."""
    best = best_of(identity)
    sign = outcome("passed", "IDENTIFIED") if best else outcome("unknown", "UNKNOWN")
    also = others(identity)
    return tag(
        "article",
        tag("h2", sign, f" {name_of(best)} " if best else " ", tag("code", identity.target)),
        tag("p", code(identity.reason), class_="reason") if not best and identity.reason else None,
        tag("dl", *(each for label, text in facts(identity, best) for each in term(label, text))) if best else None,
        _formulas(identity),
        tag("section", tag("h3", "It is also"), tag("ul", *(tag("li", each) for each in also))) if also else None,
        _next(identity),
        tag("p", _driven(identity), class_="driven"),
    )


def _formulas(identity: Identity) -> list[Inside]:
    known = None if best_of(identity) else likened(identity)
    if known is None or identity.nearest is None:
        computed = Verdict(identity.target, "", "passed", formula=Formula(identity.computed))
        return [formulas(computed)]
    shown, right = known
    told = [tag("li", code(each)) for each in identity.nearest.differences]
    return [formulas(shown, right), *findings(shown), tag("ul", *told) if told else None]


def _next(identity: Identity) -> Element | None:
    step = next_step(identity)
    if step is None:
        return None
    head, command = step
    return tag("section", tag("h3", "Next"), tag("p", head), _command(command.replace(TOGETHER, " ")))


def _driven(identity: Identity) -> str:
    settings = [f"{name} = {value!r}" for name, value in identity.settings.items()]
    return " · ".join(
        [*([f"Driven as {identity.shape}", *settings] if identity.shape else []), f"seed {identity.seed}"]
    )


def _command(text: str) -> Element:
    return tag("pre", tag("code", text), tabindex="0", role="region", aria_label="The command")
