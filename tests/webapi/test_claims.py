"""An issuer's own names for roles, customers and users are understood, by settings."""

import jwt
import pytest
from pydantic import JsonValue, ValidationError

from tests.support.sample_service import SECRET, sample_settings
from webapi.claims import ClaimNames, find_claim, role_pairs
from webapi.settings import ServiceSettings
from webapi.tokens import BadToken, Identity, Role, SharedSecret, TokenChecker

GROUPS = "support-desk=agent, cn=pager=oncall ,everybody=contact"


def issuer_settings(**claims: str) -> ServiceSettings:
    return sample_settings(
        jwt_secret=None,
        jwks_url="https://id.test/jwks",
        jwt_audience="tocsin",
        jwt_issuer="https://id.test",
        **claims,
    )


async def identity_of(settings: ServiceSettings, **claims: JsonValue) -> Identity:
    standard = {"sub": "ann", "aud": "tocsin", "iss": "https://id.test", "exp": 4_000_000_000}
    token = jwt.encode({**standard, **claims}, SECRET, "HS256")
    checker = TokenChecker(settings, keys=SharedSecret(SECRET.encode()))
    return await checker.check(token)


async def test_claims_are_found_where_the_settings_say() -> None:
    settings = issuer_settings(
        claim_role="realm_access.roles",
        claim_customer_id="https://id.test/customer",
        claim_user_id="profile.login",
        claim_roles=GROUPS,
    )

    identity = await identity_of(
        settings,
        realm_access={"roles": ["offline", "everybody"]},
        profile={"login": "ann-1"},
        **{"https://id.test/customer": "acme"},
    )

    assert (identity.role, identity.customer_id, identity.user_id) == ("contact", "acme", "ann-1")


async def test_what_another_issuers_claims_are_called_is_not_believed() -> None:
    settings = issuer_settings(claim_role="groups")

    with pytest.raises(BadToken):
        await identity_of(settings, role="admin")


async def test_with_a_list_of_names_our_own_names_are_not_believed() -> None:
    # The issuer's group `admin` may be anybody's.
    with pytest.raises(BadToken):
        await identity_of(issuer_settings(claim_roles=GROUPS), role="admin")


async def test_a_contact_needs_customer_and_user_whatever_they_are_called() -> None:
    settings = issuer_settings(claim_customer_id="org.id")

    with pytest.raises(BadToken):
        await identity_of(settings, role="contact", user_id="ann", org={"name": "acme"})


@pytest.mark.parametrize(
    ("named", "role"),
    [
        ("support-desk", "agent"),
        (["everybody", "support-desk"], "agent"),
        (["everybody", "cn=pager"], "oncall"),
        (["nobody"], None),
        ([["support-desk"], 7], None),
        ({"support-desk": True}, None),
        (None, None),
    ],
)
def test_of_several_names_the_first_of_the_list_counts(named: JsonValue, role: Role | None) -> None:
    names = ClaimNames(roles=role_pairs(GROUPS))

    assert names.role_of({"role": named}) == role


@pytest.mark.parametrize(
    ("named", "role"),
    [
        ("agent", "agent"),
        (["offline", "agent"], "agent"),
        # Nothing says which of the two counts.
        (["agent", "admin"], None),
        ("root", None),
    ],
)
def test_without_a_list_the_issuer_uses_our_names(named: JsonValue, role: Role | None) -> None:
    assert ClaimNames().role_of({"role": named}) == role


def test_a_whole_name_goes_before_a_path() -> None:
    claims = {"a.b": "whole", "a": {"b": "path", "c": "deep"}}

    assert [find_claim(claims, name) for name in ("a.b", "a.c", "a.c.d", "b")] == [
        "whole",
        "deep",
        None,
        None,
    ]


@pytest.mark.parametrize("pairs", ["support", "support=root", "=agent", "agent=support"])
def test_pairs_that_name_no_role_are_refused_at_the_start(pairs: str) -> None:
    with pytest.raises(ValidationError, match="needs theirs=ours"):
        issuer_settings(claim_roles=pairs)


def test_names_of_an_issuer_are_refused_where_there_is_none() -> None:
    with pytest.raises(ValidationError, match="TOCSIN_CLAIM_"):
        sample_settings(claim_role="groups")
