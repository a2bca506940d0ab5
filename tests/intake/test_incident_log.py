"""The generator of incident logs makes the oddities of the real one, and the same log from the same
seed.
"""

from pathlib import Path

import pytest

from tests.support.incident_log import COLUMNS, LogMaker


def test_the_same_seed_makes_the_same_log() -> None:
    assert LogMaker(seed=5).rows() == LogMaker(seed=5).rows()
    assert LogMaker(seed=5).rows() != LogMaker(seed=6).rows()


def test_it_has_the_oddities_of_the_real_log() -> None:
    rows = LogMaker(seed=1, incidents=200).rows()
    states = {row["incident_state"] for row in rows}
    assert {"New", "Active", "Awaiting User Info", "Resolved", "Closed"} <= states
    firsts = [
        row
        for before, row in zip([None, *rows], rows, strict=False)
        if before is None or before["number"] != row["number"]
    ]
    assert any(row["incident_state"] != "New" for row in firsts)
    assert any(row["incident_state"] == "Resolved" for row in firsts)
    assert any(row["location"] == "?" for row in rows)
    assert {row["priority"][0] for row in rows} == {"1", "2", "3", "4"}


@pytest.mark.shared_data
def test_it_has_the_columns_of_the_real_log(real_incidents: Path) -> None:
    header = real_incidents.read_text(encoding="utf-8").partition("\n")[0].strip()
    assert tuple(header.split(",")) == COLUMNS
