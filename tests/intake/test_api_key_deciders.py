"""Each decider about API keys: given events, when a command, then events or a refusal."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from events.catalogue.api_key_events import ApiKeyIssued, ApiKeyRevoked, ApiKeyUsed
from intake.adapters import key_deciders
from intake.domain.errors import Unknown
from intake.domain.issue_api_key import IssueApiKey
from intake.domain.revoke_api_key import RevokeApiKey
from tests.support.given import deciding

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
YEAR = timedelta(days=366)
ISSUED = ApiKeyIssued(
    key_id="k1",
    key_hash="ab",
    label="erp-import",
    role="service",
    expires_at=NOON + timedelta(days=90),
    issued_at=NOON,
    issued_by="root",
)
OTHER = msgspec.structs.replace(ISSUED, key_id="k2", key_hash="cd")
REVOKED = ApiKeyRevoked(key_id="k1", reason="leaked", revoked_at=NOON, revoked_by="root")

issuing = deciding(key_deciders.ISSUING_KEY)
revoking = deciding(key_deciders.REVOKING_KEY)


def issue(**changes: object) -> IssueApiKey:
    return IssueApiKey(wanted=msgspec.structs.replace(ISSUED, **changes), now=NOON)


def revoke(key_id: str = "k1") -> RevokeApiKey:
    return RevokeApiKey(key_id=key_id, reason="leaked", revoked_by="root", now=NOON)


def test_a_key_is_issued_as_it_was_asked_for() -> None:
    issuing.given().when(issue()).then(ISSUED)


def test_an_id_is_issued_once() -> None:
    issuing.given(ISSUED).when(issue()).refused("api-key-exists")


def test_a_key_is_judged_by_its_own_events_only() -> None:
    about_k1 = deciding(key_deciders.about("k1", key_deciders.ISSUING_KEY))

    about_k1.given(OTHER).when(issue()).then(ISSUED)
    about_k1.given(OTHER, ISSUED, OTHER).when(issue()).refused("api-key-exists")


@pytest.mark.parametrize("missing", ["customer_id", "user_id"])
def test_a_contacts_key_names_its_customer_and_its_user(missing: str) -> None:
    who: dict[str, object] = {"role": "contact", "customer_id": "acme", "user_id": "ann"}

    issuing.given().when(issue(**who)).then(msgspec.structs.replace(ISSUED, **who))
    issuing.given().when(issue(**{**who, missing: None})).refused("contact-key-needs-a-user")


def test_no_other_key_has_a_customer() -> None:
    issuing.given().when(issue(customer_id="acme")).refused("customer-is-for-contacts")


def test_an_engineers_key_may_name_the_engineer() -> None:
    eva = {"role": "oncall", "user_id": "eva"}

    issuing.given().when(issue(**eva)).then(msgspec.structs.replace(ISSUED, **eva))


@pytest.mark.parametrize("ends", [timedelta(0), -timedelta(days=1), YEAR + timedelta(seconds=1)])
def test_a_key_ends_in_the_future_and_within_a_year(ends: timedelta) -> None:
    issuing.given().when(issue(expires_at=NOON + ends)).refused("expires-within-a-year")


@pytest.mark.parametrize("ends", [timedelta(seconds=1), YEAR])
def test_a_key_may_end_soon_or_after_a_whole_year(ends: timedelta) -> None:
    wanted = msgspec.structs.replace(ISSUED, expires_at=NOON + ends)

    issuing.given().when(issue(expires_at=NOON + ends)).then(wanted)


def test_a_key_is_revoked_with_a_reason() -> None:
    revoking.given(ISSUED).when(revoke()).then(REVOKED)


def test_a_revoked_key_stays_revoked_as_it_was() -> None:
    revoking.given(ISSUED, REVOKED).when(revoke()).then()


def test_a_key_that_was_never_issued_cannot_be_revoked() -> None:
    revoking.given().when(revoke("k9")).refused("unknown-api-key")


def test_a_use_that_was_recorded_as_an_event_once_is_still_known() -> None:
    key = revoking.given(ISSUED, ApiKeyUsed(key_id="k1", used_at=NOON)).when(revoke()).then(REVOKED)

    assert key is not None
    assert (key.last_used_at, key.revoked) == (NOON, REVOKED)


@pytest.mark.parametrize("event", [ApiKeyUsed(key_id="k1", used_at=NOON), REVOKED])
def test_nothing_becomes_of_a_key_that_was_never_issued(event: ApiKeyUsed | ApiKeyRevoked) -> None:
    with pytest.raises(Unknown):
        revoking.given(event)
