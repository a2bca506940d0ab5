"""Intake is told where the services are whose time it moves, all of them or none."""

import pytest
from pydantic import ValidationError

from intake.settings import IntakeSettings, addresses_in

OTHERS = "sla-clock=http://a:1, notifier=http://b:2,reporting=http://c:3/"
SECRET = "a secret that is only good for tests, and long enough"


def settings(**other: str) -> IntakeSettings:
    return IntakeSettings.model_validate(
        {
            "database_url": "postgresql://nobody@nowhere/none",
            "kafka_bootstrap_servers": "nowhere:1",
            "jwt_secret": SECRET,
            **other,
        }
    )


def test_the_addresses_are_by_name() -> None:
    assert addresses_in(settings(clock="movable", sandbox_services=OTHERS).sandbox_services) == {
        "sla-clock": "http://a:1",
        "notifier": "http://b:2",
        "reporting": "http://c:3/",
    }


@pytest.mark.parametrize(
    "addresses",
    ["sla-clock=http://a:1", f"{OTHERS},billing=http://d:4", "sla-clock,notifier,reporting"],
)
def test_no_service_is_left_out_and_none_is_unknown(addresses: str) -> None:
    with pytest.raises(ValidationError, match="names each of sla-clock, notifier, reporting"):
        settings(sandbox_services=addresses)


def test_a_movable_clock_needs_to_know_whom_to_move() -> None:
    with pytest.raises(ValidationError, match="needs TOCSIN_SANDBOX_SERVICES"):
        settings(clock="movable")
