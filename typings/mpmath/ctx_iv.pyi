from typing import Any

class MPIntervalContext:
    dps: int
    # Intervals, with overloaded operators.
    def mpf(self, value: Any) -> Any: ...
    def sqrt(self, value: Any) -> Any: ...
