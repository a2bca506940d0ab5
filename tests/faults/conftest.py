"""The ground of each trap; a failed test shows its seed, and TOCSIN_FAULTS_SEED brings it back."""

import os
import random

import pytest

from tests.faults.ground import Ground


@pytest.fixture
def seed() -> int:
    """Chance for this test, told so that it can be had again."""
    chosen = int(os.environ.get("TOCSIN_FAULTS_SEED") or random.randrange(1_000_000))
    print(f"seed {chosen}")
    return chosen


@pytest.fixture
def ground(dsn: str, bootstrap_servers: str, topic_prefix: str, seed: int) -> Ground:
    """A database and topics of the test's own. TOCSIN_FAULTS_LOAD asks for the long form."""
    return Ground(dsn, bootstrap_servers, topic_prefix, seed, load=int(os.environ.get("TOCSIN_FAULTS_LOAD", "1")))
