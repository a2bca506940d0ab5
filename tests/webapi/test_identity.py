"""Who may ask what."""

import httpx

from tests.support.sample_service import sample_settings
from tests.webapi.conftest import Headers, HeadersFor
from webapi.identity import COOKIE
from webapi.tokens import make_token

NOTES = "/v1/customers/acme/notes"


async def test_a_contact_sees_its_own_customers_things(
    client: httpx.AsyncClient, ann: Headers
) -> None:
    assert (await client.get(NOTES, headers=ann)).status_code == 200


async def test_a_contact_is_told_nothing_of_another_customer(
    client: httpx.AsyncClient, as_role: HeadersFor
) -> None:
    answer = await client.get(NOTES, headers=as_role("contact", "other", "bob"))

    assert (answer.status_code, answer.json()["code"]) == (404, "not-found")


async def test_an_agent_sees_every_customer(client: httpx.AsyncClient, as_role: HeadersFor) -> None:
    assert (await client.get(NOTES, headers=as_role("agent"))).status_code == 200


async def test_without_a_token_the_answer_says_which_kind_is_needed(
    client: httpx.AsyncClient,
) -> None:
    answer = await client.get(NOTES)

    assert (answer.status_code, answer.json()["code"]) == (401, "unauthorized")
    assert answer.headers["www-authenticate"] == "Bearer"


async def test_a_wrong_role_is_403_not_allowed(
    client: httpx.AsyncClient, as_role: HeadersFor
) -> None:
    answer = await client.get("/v1/reports", headers=as_role("agent"))

    assert (answer.status_code, answer.json()["code"]) == (403, "not-allowed")
    assert answer.json()["detail"] == "This needs the role admin or analyst."


async def test_a_right_role_is_let_in(client: httpx.AsyncClient, as_role: HeadersFor) -> None:
    assert (await client.get("/v1/reports", headers=as_role("analyst"))).json() == {
        "reader": "analyst"
    }


async def test_a_route_whose_author_forgot_to_ask_is_closed(
    client: httpx.AsyncClient, as_role: HeadersFor
) -> None:
    assert (await client.get("/v1/forgotten")).status_code == 401
    assert (await client.get("/v1/forgotten", headers=as_role("agent"))).status_code == 200


async def test_an_open_route_needs_no_token(client: httpx.AsyncClient) -> None:
    assert (await client.get("/links/abc")).json() == {"length": 3}
    assert (await client.post("/links/abc", data={"answer": "yes"})).json() == {"answer": ["yes"]}


async def test_a_cookie_is_good_for_reading(client: httpx.AsyncClient) -> None:
    client.cookies.set(COOKIE, make_token(sample_settings(), "agent"))

    assert (await client.get(NOTES)).status_code == 200


async def test_a_cookie_is_not_good_for_writing(client: httpx.AsyncClient) -> None:
    client.cookies.set(COOKIE, make_token(sample_settings(), "agent"))

    assert (await client.post(NOTES, json={"text": "hello"})).status_code == 401


async def test_a_printed_link_becomes_a_cookie_and_a_clean_address(
    client: httpx.AsyncClient,
) -> None:
    token = make_token(sample_settings(), "tam")

    answer = await client.get("/board", params={"period": "2026-Q1", "token": token})

    assert (answer.status_code, answer.headers["location"]) == (303, "/board?period=2026-Q1")
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(f"{COOKIE}={token}; expires=")
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    client.cookies.set(COOKIE, token)
    assert (await client.get(answer.headers["location"])).text.endswith("tam")


async def test_a_link_with_a_bad_token_sets_no_cookie(client: httpx.AsyncClient) -> None:
    answer = await client.get("/board", params={"token": "garbage"})

    assert answer.status_code == 401
    assert "set-cookie" not in answer.headers


async def test_a_token_in_the_address_is_worth_nothing_elsewhere(client: httpx.AsyncClient) -> None:
    answer = await client.get(NOTES, params={"token": make_token(sample_settings(), "admin")})

    assert answer.status_code == 401


async def test_over_https_the_cookie_never_travels_without_it(client: httpx.AsyncClient) -> None:
    token = make_token(sample_settings(), "tam")

    answer = await client.get("https://service.test/board", params={"token": token})

    assert "Secure" in answer.headers["set-cookie"]
