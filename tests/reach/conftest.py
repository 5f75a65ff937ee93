"""Two budgets: `check` for every run, the same cases each time; `soak` to look for what nobody has seen yet.

`pytest tests/reach --hypothesis-profile=soak` looks at new cases on every run.
"""

from datetime import timedelta

from hypothesis import HealthCheck, settings

_SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]

settings.register_profile(
    "check", max_examples=250, derandomize=True, deadline=None, database=None, suppress_health_check=_SLOW
)
settings.register_profile(
    "soak", max_examples=5_000, deadline=timedelta(seconds=10), print_blob=True, suppress_health_check=_SLOW
)
settings.load_profile("check")
