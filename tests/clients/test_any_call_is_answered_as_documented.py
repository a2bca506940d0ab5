"""Calls that schemathesis makes of the OpenAPI documents, good ones and bad ones, at all four
services: none is answered with a server error, or as the document does not say.

`make test` makes few of each operation, always the same. `make fuzz` (TOCSIN_FUZZ=long) makes many,
of every boundary that a schema names, others each time and also as a customer's contact; a failure
says with which seed.
"""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from local_stack.openapi_files import SERVICES
from tests.clients.example_story import ADA, BEGINS_AT, begin
from tests.stories.world import World
from tests.support.served_world import ServedWorld, served_world
from webapi.identity_settings import IdentitySettings
from webapi.tokens import make_token

DOCUMENTS = Path(__file__).parents[2] / "docs/openapi"
CONFIG = Path(__file__).with_name("schemathesis.toml")
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    # What the schema refuses, the service refuses.
    "negative_data_rejection",
)
SHORT = ("--phases", "fuzzing", "--max-examples", "2", "--generation-deterministic")
LONG = ("--phases", "examples,coverage,fuzzing", "--max-examples", "10")


@pytest.mark.timeout(2400)
def test_no_call_has_a_server_error_or_an_answer_that_is_not_documented(
    tocsin_dsn: str, tmp_path: Path
) -> None:
    ids: dict[str, str] = {}

    async def play(world: World) -> None:
        ids.update(await begin(world))

    with served_world(BEGINS_AT, tocsin_dsn, play) as served:
        reports = [
            report_on(service, token, served, ids, tmp_path)
            for token in tokens(served.world.settings)
            for service in SERVICES
        ]

    # Not by assert, which would show a report's beginning and end only.
    if complaints := [report for report in reports if report]:
        pytest.fail("\n".join(complaints), pytrace=False)


def tokens(settings: IdentitySettings) -> Sequence[str]:
    """Return whose calls are made: an admin's, and in the long run also a contact's."""
    admin = make_token(settings, "admin")
    if not is_long():
        return [admin]
    # The contact first: an admin may remove or erase it.
    return [
        make_token(settings, "contact", customer_id=ADA["customer_id"], user_id=ADA["user_id"]),
        admin,
    ]


def report_on(
    service: str, token: str, served: ServedWorld, ids: Mapping[str, str], folder: Path
) -> str:
    """Return what schemathesis says of a service; empty if all is well."""
    document = folder / f"{service}.json"
    document.write_text(_with_ids((DOCUMENTS / document.name).read_text("utf-8"), ids))
    run = subprocess.run(
        [
            *(sys.executable, "-m", "schemathesis.cli", "--config-file", str(CONFIG)),
            *("run", str(document)),
            *("--url", served.addresses[service.replace("-", "_")]),
            *("--header", f"Authorization: Bearer {token}"),
            *("--checks", ",".join(CHECKS), "--continue-on-failure", "--no-color"),
            *("--warnings", "off", "--suppress-health-check", "all"),
            *how_long(),
        ],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
    )
    return "" if run.returncode == 0 else f"{service}\n{run.stdout}{run.stderr}"


def how_long() -> Sequence[str]:
    """Return how many calls to make, as the environment says."""
    return LONG if is_long() else SHORT


def is_long() -> bool:
    """Return whether thousands of calls are made."""
    return os.environ.get("TOCSIN_FUZZ") == "long"


def _with_ids(document: str, ids: Mapping[str, str]) -> str:
    """Return the document with the examples' ids replaced by those that were drawn here."""
    for example, drawn in ids.items():
        document = document.replace(example, drawn)
    return document
