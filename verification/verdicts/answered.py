"""An answer as others take it: as JSON, as the report that the command prints, and as a notebook shows it."""

import json
from importlib import import_module
from typing import Any

from ...reference.display import Displayed
from .speakable import speakable

VERSION = 1
"""Of the JSON: another one where a key is taken away, or comes to mean something else.  Keys may be added in any."""


class Answered(Displayed):
    """Shown by the reports, which know every answer, so that none can import them."""

    displayed_by = "optproof.verification.reports.notebook"

    def __str__(self) -> str:
        return str(import_module("optproof.verification.reports.pages").text_of(self))

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        """What IPython shows in a terminal, in the place of all fields."""
        return {"text/plain": str(self)}

    def to_json(self) -> str:
        """One JSON object on one line; numbers that JSON has no word for are strings."""
        return json.dumps({"version": VERSION, **speakable(self)}, ensure_ascii=False, allow_nan=False)
