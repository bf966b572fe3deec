"""Every run of the suite draws the same examples."""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "optproof",
    deadline=None,
    derandomize=True,
    database=None,
    max_examples=25,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("optproof")
