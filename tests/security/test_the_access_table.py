"""The table of docs/access.md is read as it was meant, or not at all."""

import pytest

from tests.support.access_table import access_rows, rows_of
from tests.support.outsider import Endpoint

HEALTH = "| `GET /health` | open | open | open | open | open | open | open | open | open |"
CASE = "| `GET /v1/cases/{case_id}` | yes | 404 | yes | yes | yes | yes | yes | own | 401 |"
PAGE = f"# Who\n\nWords.\n\n## every service\n\n{HEALTH}\n\n## intake\n\n{CASE}\n"


def test_a_service_has_its_own_rows_and_those_of_every_service() -> None:
    health, case = rows_of("intake", PAGE)

    assert health.endpoint == Endpoint("GET", "/health")
    assert case.endpoint == Endpoint("GET", "/v1/cases/{case_id}")
    assert case.access["other contact"] == "404"
    assert case.access["no token"] == "401"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (CASE.replace("own", "maybe"), "'maybe' is none of yes, own"),
        (CASE.replace("| 401 |", "|"), "has 8 answers, not 9"),
        (f"{CASE}\n{CASE}", "listed twice"),
        (HEALTH, "listed twice for intake"),
    ],
)
def test_a_row_that_cannot_be_meant_is_refused(line: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        rows_of("intake", PAGE.replace(CASE, line))


def test_a_line_that_is_no_route_is_no_row() -> None:
    assert list(access_rows("## intake\n\n| Route | own |\n|---|---|\n\nWords.")) == []
