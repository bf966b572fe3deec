"""What is changed in a library's source, and what the check should find of it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Original:
    """An optimizer of a library, as a copy of it is checked.

    Attributes:
        modules: whose sources are copied, beside one another.
        name: the class or the factory, in the first of them.
        settings: what it is made with, as on the command line.
        part: what of it is copied, where that is not all.
    """

    library: str
    modules: tuple[str, ...]
    name: str
    rule: str
    settings: tuple[tuple[str, str], ...] = ()
    part: str = ""

    def __str__(self) -> str:
        given = ", ".join(f"{name}={value}" for name, value in self.settings)
        return f"{self.library} {self.name}{self.part}{f' ({given})' if given else ''}"


@dataclass(frozen=True)
class Change:
    """One piece of a function replaced by another.

    Attributes:
        function: the qualified name of the function in which `before` stands once.
        mistakes: the mistake of the catalogue that is made; more than one id where several names are true of it.
        told: where no mistake of the catalogue is: what the terms that are told must say, as a regular expression.
        equal: where it is no mistake: why it computes a published form of the rule.
        at: the beginning of the statement that is wrong now, where none has changed but one is gone.
    """

    original: Original
    module: str
    function: str
    before: str
    after: str
    mistakes: tuple[str, ...] = ()
    told: str = ""
    equal: str = ""
    at: str = ""

    @property
    def label(self) -> str:
        return f"{self.original}, {self.function.rpartition('.')[2]}: {_short(self.before)} → {_short(self.after)}"


def _short(text: str) -> str:
    return " ".join(text.split()) or "nothing"
