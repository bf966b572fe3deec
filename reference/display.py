"""What notebooks show of a thing: they ask it for `_repr_html_` and the like."""

from importlib import import_module
from typing import ClassVar


class Displayed:
    """Something that a notebook shows, by the table `DISPLAYS` of the module `displayed_by`.

    That module knows every rule, so no rule can import it: it is found by its name, when a notebook asks.
    """

    displayed_by: ClassVar[str]

    def _repr_html_(self) -> str:
        return self._display("html")

    def _repr_markdown_(self) -> str:
        return self._display("markdown")

    def _display(self, language: str) -> str:
        display = import_module(self.displayed_by).DISPLAYS[type(self), language]
        return str(display(self))


class Typeset(Displayed):
    """The same, of what has formulas to show."""

    def _repr_latex_(self) -> str:
        return self._display("latex")
