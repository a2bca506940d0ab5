"""A night on call, for every test of the notifier that needs the whole of it."""

from collections.abc import AsyncIterator

import pytest

from tests.notifier.night import Night
from tests.notifier.night import night as a_night


@pytest.fixture
async def night(notifier_dsn: str) -> AsyncIterator[Night]:
    """The notifier at ten in the evening:

    Noa is on call, Chidi comes after her, one policy for everything.
    """
    async with a_night(notifier_dsn) as quiet:
        await quiet.define_on_call()
        yield quiet


@pytest.fixture
async def nobody_defined(notifier_dsn: str) -> AsyncIterator[Night]:
    """The same before anybody was defined."""
    async with a_night(notifier_dsn) as quiet:
        yield quiet
