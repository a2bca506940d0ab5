"""A story's database has the tables of all four services."""

import pytest


@pytest.fixture
def dsn(tocsin_dsn: str) -> str:
    """A database of the story's own."""
    return tocsin_dsn
