"""Where the handbook says more of a mistake or a check, and where the handbook stands."""

import os
from pathlib import Path

ROOT = "OPTPROOF_HANDBOOK"
"""The environment variable that says where a handbook was built: a folder, or an address of the web.

The handbook has no address of its own that everybody could open, so without it nothing is linked.
"""


def mistake_page(id: str) -> str:
    """The page of a mistake, from the handbook's root."""
    return f"reference/mistakes/{id}.html"


def check_page(id: str) -> str:
    """Where a check is explained, from the handbook's root."""
    return f"reference/checks.html#{id}"


def address(page: str) -> str:
    """The whole address of a page of the handbook; empty where nobody says where the handbook stands, or there is no page."""
    root = os.environ.get(ROOT, "").rstrip("/")
    if not root or not page:
        return ""
    if root.startswith(("https://", "http://", "file://")):
        return f"{root}/{page}"
    path, mark, anchor = page.partition("#")
    return f"{(Path(root) / path).resolve().as_uri()}{mark}{anchor}"
