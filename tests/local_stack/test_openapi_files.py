"""The files with the services' OpenAPI documents: fresh, sealed, and no break but what was decided
on."""

import asyncio
from collections.abc import Mapping
from pathlib import Path

import pytest

from local_stack.openapi_files import broken, documents, main, publish, stale, unsealed, written
from webapi.openapi_document import Document, operations

_DOCUMENTS = Path(__file__).parents[2] / "docs" / "openapi"


@pytest.fixture(scope="module")
def current() -> Mapping[str, Document]:
    return asyncio.run(documents())


@pytest.fixture
def folder(tmp_path: Path, current: Mapping[str, Document]) -> Path:
    """Files as after a release."""
    for name, document in current.items():
        (tmp_path / f"{name}.json").write_text(written(document), encoding="utf-8")
    (tmp_path / "accepted_breaks.toml").write_text("intake = []\n")
    publish(tmp_path / "published", current)
    return tmp_path


def test_the_apps_of_the_tests_are_described_as_those_of_the_services(
    current: Mapping[str, Document],
) -> None:
    # A worker remembers what FastAPI worked out for the app before; `make docs` does not.
    assert list(stale(_DOCUMENTS, current)) == []


def test_a_file_that_is_not_what_the_code_says_is_stale(
    folder: Path, current: Mapping[str, Document]
) -> None:
    assert list(stale(folder, current)) == []

    (folder / "notifier.json").write_text("{}")

    assert list(stale(folder, current)) == [f"{folder / 'notifier.json'} is stale; run `make docs`"]


def test_a_published_document_that_was_changed_by_hand_is_told(folder: Path) -> None:
    assert list(unsealed(folder / "published")) == []

    with (folder / "published" / "intake.json").open("a") as file:
        file.write("\n")

    assert [line.partition(" is ")[2] for line in unsealed(folder / "published")] == [
        "not as it was published; take the change back"
    ]


def test_a_break_is_told_until_it_is_accepted(
    folder: Path, current: Mapping[str, Document]
) -> None:
    intake = dict(current["intake"])
    paths = intake["paths"]
    assert isinstance(paths, dict)
    intake["paths"] = {path: it for path, it in paths.items() if path != "/v1/plans"}
    later = {**current, "intake": intake}

    assert list(broken(folder, later)) == [
        "intake breaks its clients: GET /v1/plans: is no longer there"
    ]

    (folder / "accepted_breaks.toml").write_text('intake = ["GET /v1/plans: is no longer there"]\n')

    assert list(broken(folder, later)) == []


def test_what_is_accepted_in_vain_is_told(folder: Path, current: Mapping[str, Document]) -> None:
    (folder / "accepted_breaks.toml").write_text('intake = ["GET /v1/plans: is slow"]\n')

    assert list(broken(folder, current)) == [
        "accepted_breaks.toml accepts of intake what is no break: GET /v1/plans: is slow"
    ]


def test_make_check_says_what_is_wrong_with_the_files(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "intake.json").unlink()

    assert main(["--check", "--folder", str(folder)]) == 1
    assert capsys.readouterr().err == (f"{folder / 'intake.json'} is stale; run `make docs`\n")
    assert main(["--folder", str(folder)]) == 0
    assert main(["--check", "--folder", str(folder)]) == 0


def test_no_two_operations_of_a_service_have_one_name(current: Mapping[str, Document]) -> None:
    for document in current.values():
        names = [str(operation["operationId"]) for _, _, operation in operations(document)]
        assert sorted(set(names)) == sorted(names)
