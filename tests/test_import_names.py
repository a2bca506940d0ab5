"""The libraries have plain names (decision 0004): nobody else's distribution may bring a module of
the same name.
"""

from importlib.metadata import packages_distributions

import pytest


@pytest.mark.parametrize(
    "name",
    [
        "events",
        "careplans",
        "webapi",
        "tocsin_client",
        "intake",
        "sla_clock",
        "notifier",
        "reporting",
        "local_stack",
    ],
)
def test_no_other_distribution_brings_a_module_of_this_name(name: str) -> None:
    owners = {
        owner for owner in packages_distributions().get(name, []) if not owner.startswith("tocsin")
    }
    assert owners == set(), f"{name} is also brought by {owners}"
