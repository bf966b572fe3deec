"""An answer as people see it: `print` gives the report of the command, and a notebook shows it by itself."""

from importlib import import_module

from ...reference.display import Displayed


class Answered(Displayed):
    """Shown by the reports, which know every answer, so that none can import them."""

    displayed_by = "optproof.verification.reports.notebook"

    def __str__(self) -> str:
        return str(import_module(self.displayed_by).text_of(self))
