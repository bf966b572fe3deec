from typing import Any

# Terms, solvers and answers are objects of the C library, with overloaded operators.
def __getattr__(name: str) -> Any: ...
