"""The OpenAPI document and its page."""

import hashlib
import re
from collections.abc import Mapping
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.async_api import Browser
from pydantic import JsonValue

import webapi
from tests.support.browser import Complaints
from tests.support.listening import listening
from tests.support.sample_service import sample_app
from webapi.docs_page import MEDIA_TYPES, VERSION, SwaggerFile
from webapi.openapi_document import operations
from webapi.reference_page import reference_html

VENDORED = Path(webapi.__file__).parent / "vendored" / "swagger_ui"


@pytest.fixture
def document() -> Mapping[str, JsonValue]:
    return sample_app().openapi()


class Outline(HTMLParser):
    """What a page refers to, and its tags in balance."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.open: list[str] = []
        self.anchors: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.addresses += [value for name in ("href", "src") if (value := given.get(name))]
        self.anchors.add(given.get("id") or "")
        if tag not in {"meta", "link", "br"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


async def test_the_document_and_its_pages_are_open_to_all(client: httpx.AsyncClient) -> None:
    assert (await client.get("/openapi.json")).json()["info"] == {
        "title": "Notes",
        "version": "1.0",
    }
    for address in ("/docs", "/docs/reference"):
        answer = await client.get(address)
        assert answer.headers["content-type"] == "text/html; charset=utf-8"


async def test_the_page_shows_every_operation_with_fields_and_answers(
    client: httpx.AsyncClient,
) -> None:
    page = (await client.get("/docs/reference")).text

    for text in (
        "/v1/customers/{customer_id}/notes",
        "Write a note for a customer.",
        "remind_at",
        "date-time",
        "Idempotency-Key".lower(),
        "any error",
    ):
        assert text in page


async def test_the_page_loads_nothing_and_its_links_lead_somewhere(
    client: httpx.AsyncClient,
) -> None:
    answer = await client.get("/docs/reference")
    outline = Outline()
    outline.feed(answer.text)

    assert outline.open == []
    inside = {address.removeprefix("#") for address in outline.addresses if address.startswith("#")}
    assert inside <= outline.anchors
    assert {address for address in outline.addresses if not address.startswith("#")} == {
        "/docs",
        "/openapi.json",
    }
    assert "<script" not in answer.text


@pytest.mark.parametrize("name", MEDIA_TYPES)
async def test_swagger_uis_files_come_as_published_and_may_be_kept(
    client: httpx.AsyncClient, name: SwaggerFile
) -> None:
    answer = await client.get(f"/docs/swagger-ui-{VERSION}/{name}")

    assert hashlib.sha256(answer.content).hexdigest() == published_hashes()[name]
    assert answer.headers["content-type"] == MEDIA_TYPES[name]
    assert "immutable" in answer.headers["cache-control"]


@pytest.mark.parametrize("name", ["LICENSE", "..%2f..%2f__init__.py", "README.md"])
async def test_no_other_file_of_the_folder_is_served(client: httpx.AsyncClient, name: str) -> None:
    assert (await client.get(f"/docs/swagger-ui-{VERSION}/{name}")).status_code in {404, 422}


def test_the_vendored_folder_is_as_its_checksums_say() -> None:
    for name, expected in published_hashes().items():
        assert hashlib.sha256((VENDORED / name).read_bytes()).hexdigest() == expected, name
    assert f"`swagger-ui-dist` {VERSION}," in (VENDORED / "README.md").read_text()


async def test_swagger_ui_shows_every_operation_and_tries_one_under_the_policy(
    browser: Browser,
) -> None:
    async with listening(sample_app()) as port:
        page = await browser.new_page()
        complaints = Complaints(page)
        await page.goto(f"http://127.0.0.1:{port}/docs")
        live = page.locator("#operations-health-live")
        await live.wait_for()
        shown = await page.locator(".opblock").count()
        await live.locator(".opblock-summary").click()
        await live.locator("button.try-out__btn").click()
        await live.locator("button.execute").click()
        await live.locator("table.live-responses-table").wait_for()
        answered = await live.locator("table.live-responses-table .response-col_status").all()

        assert shown == len(list(operations(sample_app().openapi())))
        assert await answered[-1].inner_text() == "200"
        assert complaints.errors == []
        assert {urlsplit(address).netloc for address in complaints.addresses} == {
            f"127.0.0.1:{port}"
        }


async def test_the_pages_style_is_allowed_by_its_own_nonce_only(client: httpx.AsyncClient) -> None:
    one, other = [await client.get("/docs") for _ in range(2)]

    style = re.search(r'<style nonce="([^"]+)">', one.text)
    assert style is not None
    assert f"'nonce-{style[1]}'" in one.headers["content-security-policy"]
    assert style[1] not in other.headers["content-security-policy"]


def test_problems_are_documented_as_they_are_sent(document: Mapping[str, JsonValue]) -> None:
    for _, _, operation in operations(document):
        answers = _members(operation["responses"])
        assert "422" not in answers
        content: dict[str, object] = {
            "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
        }
        # A browser that asks for a page gets its problems as pages.
        if "text/html" in str(answers.get("200")):
            content["text/html"] = {"schema": {"type": "string"}}
        assert answers["default"] == {"description": "A problem", "content": content}
    schemas = _members(_members(document["components"])["schemas"])
    assert {"Problem", "FieldError"} <= set(schemas)
    assert "HTTPValidationError" not in str(document)


def test_every_reference_in_the_document_leads_somewhere(document: Mapping[str, JsonValue]) -> None:
    for reference in set(re.findall(r"'\$ref': '#/([^']+)'", str(document))):
        member: JsonValue = dict(document)
        for part in reference.split("/"):
            member = _members(member)[part]


def test_a_client_calls_an_operation_by_its_functions_name(
    document: Mapping[str, JsonValue],
) -> None:
    ids = [operation["operationId"] for _, _, operation in operations(document)]

    assert "write_note" in ids
    assert len(set(map(str, ids))) == len(ids)


def test_open_routes_are_marked_and_others_need_a_bearer_token(
    document: Mapping[str, JsonValue],
) -> None:
    needs = {
        (method, path): operation.get("security")
        for path, method, operation in operations(document)
    }

    assert needs["get", "/health/live"] == needs["post", "/links/{signed}"] == []
    assert needs["post", "/v1/customers/{customer_id}/notes"] == [{"HTTPBearer": []}]
    assert needs["get", "/v1/forgotten"] == [{"HTTPBearer": []}]
    assert needs["get", "/metrics"] == [{"HTTPBearer": []}]


def test_names_and_words_of_a_document_are_never_markup() -> None:
    document: dict[str, JsonValue] = {
        "info": {"title": "<b>x</b>"},
        "paths": {
            "/<i>": {
                "get": {"summary": "<script>alert(1)</script>", "responses": {}},
                "summary": "not a method",
            }
        },
    }

    page = reference_html(document, "n")

    assert "<script" not in page
    assert "<b>" not in page


def test_a_schema_that_holds_itself_comes_to_an_end() -> None:
    node: JsonValue = {
        "type": "object",
        "required": ["kind"],
        "properties": {
            "kind": {"enum": ["leaf", "branch"]},
            "one": {"const": 1},
            "anything": {},
            "name": {"type": "string", "maxLength": 5},
            "inner": {"type": "array", "items": {"$ref": "#/components/schemas/Node"}},
        },
    }
    content: JsonValue = {
        "application/json": {
            "schema": {"anyOf": [{"$ref": "#/components/schemas/Node"}, {"type": "null"}]}
        }
    }
    document: dict[str, JsonValue] = {
        "info": {"title": "Trees"},
        "components": {"schemas": {"Node": node}},
        "paths": {"/": {"post": {"requestBody": {"content": content}, "responses": {}}}},
    }

    page = reference_html(document, "n")

    assert "inner[].inner[].kind" in page
    assert "leaf | branch" in page
    assert "string at most 5" in page


def published_hashes() -> Mapping[str, str]:
    lines = (VENDORED / "SHA256SUMS").read_text().splitlines()
    return {name: digest for digest, name in (line.split() for line in lines)}


def _members(value: JsonValue) -> dict[str, JsonValue]:
    assert isinstance(value, dict)
    return value
