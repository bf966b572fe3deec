"""`python -m optproof`: the command."""

from optproof.verification.interfaces.cli import program

program()
