"""Elements of a page.  Text is escaped where they are written, so that no text of a target's can become markup."""

from collections.abc import Iterable
from xml.etree.ElementTree import Element, tostring

from ...verdicts.links import address
from ..layout import legible

Inside = Element | str | None | Iterable["Inside"]

BLOCKS = {
    "html", "head", "meta", "title", "style", "body", "header", "nav", "main", "article", "section", "footer", "figure", "div",
    "h1", "h2", "h3", "p", "ul", "ol", "li", "dl", "dt", "dd", "table", "caption", "thead", "tbody", "tr", "details", "svg",
}  # fmt: skip
"""Elements after which a line ends, so that a page can be read as text; none of them stands where that would be seen."""


def tag(name: str, /, *inside: Inside, **attributes: str | None) -> Element:
    """An element; `class_` is the attribute class, `aria_label` is aria-label, and None is no attribute."""
    made = Element(name, {_name(key): legible(each) for key, each in attributes.items() if each is not None})
    for each in inside:
        _fill(made, each)
    return made


def _name(key: str) -> str:
    return key.rstrip("_").replace("_", "-")


def _fill(made: Element, inside: Inside) -> None:
    if inside is None:
        return
    if isinstance(inside, str):
        if len(made):
            made[-1].tail = (made[-1].tail or "") + legible(inside)
        else:
            made.text = (made.text or "") + legible(inside)
    elif isinstance(inside, Element):
        if inside.tag in BLOCKS and not inside.tail:
            inside.tail = "\n"
        made.append(inside)
    else:
        for each in inside:
            _fill(made, each)


def written(element: Element) -> str:
    """The element as HTML."""
    return tostring(element, encoding="unicode", method="html").rstrip("\n")


def scrolling(label: str, inside: Element) -> Element:
    """What may be wider than the page, in a frame of its own that the keyboard can scroll."""
    return tag("div", inside, role="region", aria_label=label, tabindex="0", class_="scrolling")


def link(address: str) -> Element:
    """A link to the web; what is no address of the web stays text."""
    if not address.startswith(("https://", "http://")):
        return tag("span", address)
    return tag("a", address.partition("://")[2], href=address, rel="noreferrer")


def documented(id: str, page: str) -> Element:
    """An id as code, which leads to its page of the handbook where it is known where that stands."""
    target = address(page)
    return tag("a", tag("code", id), href=target, rel="noreferrer") if target else tag("code", id)


def term(label: str, *inside: Inside) -> list[Element]:
    """A label and what it stands for, in a list of descriptions; nothing where there is nothing."""
    return [tag("dt", label), tag("dd", *inside)] if any(each is not None and each != "" for each in inside) else []
