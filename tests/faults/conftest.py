"""The ground of each trap.

A run says its seed, and so does a test that failed; TOCSIN_FAULTS_SEED brings it back.
"""

import os
import random

import pytest

from tests.faults.ground import Ground

SEED = int(os.environ.get("TOCSIN_FAULTS_SEED") or random.randrange(1_000_000))
os.environ["TOCSIN_FAULTS_SEED"] = str(SEED)


def pytest_report_header() -> str:
    """Print the seed, for `make faults`; parallel workers get it from here, too."""
    return f"faults: seed {SEED}"


@pytest.fixture
def seed() -> int:
    """Chance for this test, told so that it can be had again."""
    print(f"seed {SEED}")
    return SEED


@pytest.fixture
def ground(dsn: str, bootstrap_servers: str, topic_prefix: str, seed: int) -> Ground:
    """A database and topics of the test's own. TOCSIN_FAULTS_LOAD asks for the long form."""
    return Ground(
        dsn,
        bootstrap_servers,
        topic_prefix,
        seed,
        load=int(os.environ.get("TOCSIN_FAULTS_LOAD", "1")),
    )
