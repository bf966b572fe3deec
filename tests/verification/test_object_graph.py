"""What a subject holds on to is walked by what it is."""

import numbers

import pytest

from optproof.verification.subjects.object_graph import ARE_NUMBERS


@pytest.mark.parametrize("kind", ARE_NUMBERS)
def test_what_is_known_to_be_a_number_is_one(kind):
    """The table answers as Python's abstract classes do, but for truth values."""
    assert ARE_NUMBERS[kind] == (issubclass(kind, numbers.Real) and kind is not bool)
