"""`optproof lsp`: an editor underlines what is wrong as soon as a file is saved."""

from ...questions.set_option import InputError
from ..output import complain


def lsp() -> None:
    """Serve an editor, which starts this itself, and talks to it over standard input and output.

    What pyproject.toml lists under [[tool.optproof.targets]] is checked when
    its file is opened or saved.
    """
    try:
        from ..language_server import language_server
    except ModuleNotFoundError as error:
        complain(InputError(f"{error.name} is not installed: pip install 'optproof[lsp]'"))
    language_server().start_io()
