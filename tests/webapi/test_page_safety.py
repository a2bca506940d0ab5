"""What a browser is told about every answer."""

import httpx

from tests.webapi.conftest import Headers, HeadersFor

NOTES = "/v1/customers/acme/notes"


async def test_every_answer_forbids_guessing_copies_and_telling(
    client: httpx.AsyncClient, ann: Headers
) -> None:
    for answer in (
        await client.get(NOTES, headers=ann),
        await client.get(NOTES),
        await client.get("/nowhere"),
    ):
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["cache-control"] == "no-store"


async def test_a_page_loads_only_our_own_things(
    client: httpx.AsyncClient, as_role: HeadersFor
) -> None:
    page = await client.get("/board", headers=as_role("tam"))

    nonce = page.text.partition("nonce=")[2].partition(">")[0]
    assert page.headers["content-security-policy"] == (
        f"default-src 'self'; style-src 'self' 'nonce-{nonce}'; script-src 'self' "
        f"'nonce-{nonce}'; img-src 'self' data:; "
        "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )


async def test_data_needs_no_policy_for_pages(client: httpx.AsyncClient, ann: Headers) -> None:
    assert "content-security-policy" not in (await client.get(NOTES, headers=ann)).headers


async def test_a_person_without_a_token_reads_what_to_do(client: httpx.AsyncClient) -> None:
    answer = await client.get("/board", headers={"Accept": "text/html,*/*;q=0.8"})

    assert (answer.status_code, answer.headers["content-type"]) == (401, "text/html; charset=utf-8")
    assert answer.headers["www-authenticate"] == "Bearer"
    assert "Open the link that was printed for you" in answer.text


async def test_a_program_and_a_route_for_data_get_a_problem_as_data(
    client: httpx.AsyncClient,
) -> None:
    for path, accept in (("/board", "application/json"), ("/board", "*/*"), (NOTES, "text/html")):
        answer = await client.get(path, headers={"Accept": accept})

        assert answer.headers["content-type"] == "application/problem+json"
