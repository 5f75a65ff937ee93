"""Two budgets: `check` for every run, with the same cases each time; `soak` looks for what nobody has seen yet.

`make soak MINUTES=60` takes the second, again and again.
"""

from hypothesis import HealthCheck, settings

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]

settings.register_profile(
    "check", max_examples=60, derandomize=True, deadline=None, database=None, suppress_health_check=SLOW
)
settings.register_profile("soak", max_examples=500, deadline=None, print_blob=True, suppress_health_check=SLOW)


if settings.get_current_profile_name() in {"default", "ci"}:  # the command line has the last word
    settings.load_profile("check")
