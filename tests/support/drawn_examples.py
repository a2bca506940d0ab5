"""How hypothesis draws: alike in each run, and without a look at the clock."""

import os

from hypothesis import HealthCheck, settings

_OURS = "tocsin"


def draw_alike() -> None:
    """Load the profile of drawn tests, unless somebody has chosen another one.

    A run does not fail for what another one happened not to draw, nor for a machine that is busy.
    With TOCSIN_FUZZ=long others are drawn each time.
    """
    if settings.get_current_profile_name() not in ("default", "ci", _OURS):
        return
    alike = os.environ.get("TOCSIN_FUZZ") != "long"
    settings.register_profile(
        _OURS,
        settings.get_profile("default"),
        deadline=None,
        derandomize=alike,
        database=None if alike else settings.get_profile("default").database,
        print_blob=True,
        suppress_health_check=[HealthCheck.too_slow],
    )
    settings.load_profile(_OURS)
