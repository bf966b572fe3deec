"""One navigation for the pages of a folder that stand in no table of contents: making it anew costs more than the page."""

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

EARLY = 400
"""Before the theme, which asks for the navigation at 500."""


def setup(app: Sphinx) -> None:
    """Let Sphinx hand every such page the navigation of its folder."""
    made: dict[Any, str] = {}

    def share(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None) -> None:
        if "orphan" not in (context.get("meta") or {}):
            return
        anew, folder = context["toctree"], page.rpartition("/")[0]

        def toctree(**options: Any) -> str:
            key = (folder, *sorted(options.items()))
            if key not in made:
                made[key] = anew(**options)
            return made[key]

        context["toctree"] = toctree

    app.connect("html-page-context", share, priority=EARLY)
