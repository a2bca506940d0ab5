"""The small service, a client of it, and tokens for each role."""

from collections.abc import AsyncIterator, Callable

import httpx
import pytest

from tests.support.outsider import client_of
from tests.support.sample_service import Shelf, sample_app, sample_settings
from webapi.tokens import Role, make_token

Headers = dict[str, str]
HeadersFor = Callable[..., Headers]


@pytest.fixture
def shelf() -> Shelf:
    """The notes of the service."""
    return Shelf()


@pytest.fixture
async def client(shelf: Shelf) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the small service, without a token."""
    async with client_of(sample_app(shelf)) as client:
        yield client


@pytest.fixture
def as_role() -> HeadersFor:
    """Headers with a good token of a role."""

    def headers(
        role: Role,
        customer_id: str | None = None,
        user_id: str | None = None,
        subject: str | None = None,
    ) -> Headers:
        token = make_token(
            sample_settings(), role, customer_id=customer_id, user_id=user_id, subject=subject
        )
        return {"Authorization": f"Bearer {token}"}

    return headers


@pytest.fixture
def ann(as_role: HeadersFor) -> Headers:
    """A contact of acme."""
    return as_role("contact", "acme", "ann")
