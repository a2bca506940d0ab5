"""A parameter that a list does not have is refused: ignoring it would show everything."""

import httpx

from tests.webapi.conftest import Headers

NOTES = "/v1/customers/acme/notes"


async def test_an_unknown_parameter_is_named_with_those_that_are_known(
    client: httpx.AsyncClient, ann: Headers
) -> None:
    answer = await client.get(f"{NOTES}?limit=1&colour=red", headers=ann)

    assert (answer.status_code, answer.json()["code"]) == (422, "unknown-parameter")
    assert answer.json()["errors"] == [
        {
            "field": "colour",
            "place": "query",
            "code": "unknown-parameter",
            "message": "is not known here",
        }
    ]
    assert "Known: cursor, limit" in answer.json()["detail"]


async def test_what_the_route_and_its_dependencies_declare_is_known(
    client: httpx.AsyncClient, ann: Headers
) -> None:
    assert (await client.get(f"{NOTES}?limit=1", headers=ann)).status_code == 200


async def test_a_parameter_that_is_given_twice_is_refused(
    client: httpx.AsyncClient, ann: Headers
) -> None:
    answer = await client.get(f"{NOTES}?limit=1&limit=2", headers=ann)

    assert (answer.status_code, answer.json()["code"]) == (422, "repeated-parameter")
    assert [error["field"] for error in answer.json()["errors"]] == ["limit"]


async def test_a_parameter_without_a_value_is_refused(
    client: httpx.AsyncClient, ann: Headers
) -> None:
    answer = await client.get(f"{NOTES}?cursor=", headers=ann)

    assert (answer.status_code, answer.json()["code"]) == (422, "empty-parameter")


async def test_an_address_without_parameters_says_so(
    client: httpx.AsyncClient, ann: Headers
) -> None:
    answer = await client.put(f"{NOTES}/n1?deep=1", headers=ann)

    assert "This address takes none." in answer.json()["detail"]


async def test_an_open_address_takes_what_scanners_and_probes_add(
    client: httpx.AsyncClient,
) -> None:
    assert (await client.get("/health/live?utm_source=mail")).status_code == 200


async def test_a_stranger_does_not_learn_the_parameters(client: httpx.AsyncClient) -> None:
    assert (await client.get(f"{NOTES}?colour=red")).status_code == 401


async def test_only_some_of_many_are_named(client: httpx.AsyncClient, ann: Headers) -> None:
    many = "&".join(f"p{number}=1" for number in range(500))

    answer = await client.get(f"{NOTES}?{many}", headers=ann)

    assert (answer.status_code, len(answer.json()["errors"])) == (422, 10)
