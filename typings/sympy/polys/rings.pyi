from typing import Any

class PolyElement:
    # Polynomials are met through their ring, whose coefficients have no one type.
    ring: Any
    def __iter__(self) -> Any: ...
    def __getattr__(self, name: str) -> Any: ...
