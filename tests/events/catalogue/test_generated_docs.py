"""The documents made from the catalogue are complete, consistent and up to date."""

import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest

from events.catalogue.__main__ import main
from events.catalogue.describe_event import describe, description_of, parts_of
from events.catalogue.entries import ENTRIES
from events.catalogue.entry import Entry
from events.catalogue.generated_docs import documents, stale_documents, write_documents
from events.catalogue.json_schemas import schema_of
from events.catalogue.markdown_page import markdown_page
from events.catalogue.registry import CATALOGUE, Catalogue
from events.catalogue.sealed_form import personal_fields
from events.catalogue.topics import DUE_HINTS, TOPICS, WATERMARKS
from events.event import Event, Personal

DOCS = Path(__file__).parents[3] / "docs"
KINDS = [entry.type for entry in ENTRIES]


class Undescribed(Event, frozen=True, kw_only=True):
    weight: Decimal


def references(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        yield from (item for key, item in value.items() if key == "$ref")
        yield from (reference for item in value.values() for reference in references(item))
    elif isinstance(value, list):
        yield from (reference for item in value for reference in references(item))


def resolves(document: object, reference: str) -> bool:
    for step in reference.removeprefix("#/").split("/"):
        if not isinstance(document, dict) or step not in document:
            return False
        document = document[step]
    return True


def test_the_documents_in_the_repository_are_up_to_date() -> None:
    assert stale_documents(CATALOGUE, DOCS) == []


def test_every_reference_of_every_document_leads_somewhere() -> None:
    asyncapi = msgspec.yaml.decode((DOCS / "asyncapi.yaml").read_bytes())
    for document in (asyncapi, *(schema_of(entry) for entry in ENTRIES)):
        assert [
            reference for reference in references(document) if not resolves(document, reference)
        ] == []


def test_the_asyncapi_document_has_every_topic_and_every_message() -> None:
    asyncapi = msgspec.yaml.decode((DOCS / "asyncapi.yaml").read_bytes())
    assert asyncapi["asyncapi"] == "3.0.0"
    channels = {
        channel["address"]: set(channel["messages"]) for channel in asyncapi["channels"].values()
    }
    assert channels.keys() == {*TOPICS.values(), *WATERMARKS.values(), *DUE_HINTS.values()}
    assert set().union(*channels.values()) == {
        *(entry.wire_name for entry in ENTRIES),
        "watermark",
        "watermarks",
        "due",
    }
    assert {operation["action"] for operation in asyncapi["operations"].values()} == {"send"}


def test_the_page_has_every_event_with_its_promise_and_no_link_leads_nowhere() -> None:
    page = markdown_page(ENTRIES, TOPICS)
    words = " ".join(page.split())
    for entry in ENTRIES:
        assert f"### {entry.wire_name} {' '.join(description_of(entry.type).split())} `" in words
    anchors = {
        heading.lower().replace(".", "")
        for heading in re.findall(r"^### (.*)$", page, re.MULTILINE)
    }
    assert set(re.findall(r"\(#([^)]+)\)", page)) <= anchors


def test_no_two_classes_of_the_catalogue_have_the_same_name() -> None:
    names = [kind.__name__ for kind in {*KINDS, *parts_of(KINDS)}]
    assert sorted(names) == sorted(set(names))


def test_personal_data_are_marked_in_schema_and_page() -> None:
    opened = next(entry for entry in ENTRIES if entry.name == "intake.case.opened")
    definitions = schema_of(opened)["$defs"]
    assert isinstance(definitions, dict)
    assert definitions["Sealed"]["x-personal"] is True
    assert "x-personal" not in definitions["Promise"]
    page = markdown_page(ENTRIES, TOPICS)
    assert (
        "| sealed | *personal*: [Sealed](#sealed), of `personal` ([CaseText](#casetext)) |" in page
    )
    assert "### CaseText\n\n*Personal data.*" in page


def test_what_people_write_and_how_to_reach_them_stands_in_personal_data_only() -> None:
    telling = {"text", "subject", "description", "email", "address", "phone", "contact_methods"}
    for kind in (*KINDS, *parts_of(KINDS)):
        assert issubclass(kind, Personal) or not telling & {
            field.name for field in describe(kind).fields
        }


def test_every_event_with_something_personal_says_whose_key_seals_it() -> None:
    lacking = [
        entry.name for entry in ENTRIES if personal_fields(entry.type) and entry.person is None
    ]
    assert lacking == []


def test_words_in_a_plain_field_are_sealed_too() -> None:
    # A reason that is a code is a Literal; one that a person writes is a text.
    written = {
        f"{entry.name} {field.name}"
        for entry in ENTRIES
        for field in describe(entry.type).fields
        if field.name in {"reason", "late_reason"} and field.kind.startswith("text")
        if field.name not in entry.sealed_fields
    }
    assert written == set()


def test_an_event_without_a_docstring_promises_nothing_and_is_refused() -> None:
    with pytest.raises(ValueError, match="Undescribed has no docstring"):
        description_of(Undescribed)


def test_a_field_of_a_kind_that_events_do_not_use_is_refused() -> None:
    Undescribed.__doc__ = "Something."
    with pytest.raises(TypeError, match="events hold nothing of the kind DecimalType"):
        describe(Undescribed)
    Undescribed.__doc__ = None


def test_writing_again_writes_nothing(tmp_path: Path) -> None:
    assert len(write_documents(CATALOGUE, tmp_path)) == len(documents(CATALOGUE))
    assert write_documents(CATALOGUE, tmp_path) == []


def test_a_schema_of_an_older_version_is_left_alone(tmp_path: Path) -> None:
    write_documents(CATALOGUE, tmp_path)
    first = next(entry for entry in ENTRIES if entry.version == 1 and not entry.form)
    second = Entry(first.name, 2, first.type, first.owner, {1: lambda data: data})
    later = tuple(second if entry is first else entry for entry in ENTRIES)
    written = write_documents(Catalogue(later), tmp_path)
    assert sorted(written) == [
        "asyncapi.yaml",
        "event-catalogue.md",
        f"schemas/{second.wire_name}.json",
    ]
    assert (tmp_path / f"schemas/{first.wire_name}.json").is_file()
    assert "Version 1 is still read." in (tmp_path / "event-catalogue.md").read_text(
        encoding="utf-8"
    )


def test_the_check_passes_on_fresh_documents_and_fails_on_a_stale_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--docs", str(tmp_path)]) == 0
    assert main(["--check", "--docs", str(tmp_path)]) == 0
    (tmp_path / "asyncapi.yaml").write_text("asyncapi: 2", encoding="utf-8")
    capsys.readouterr()
    assert main(["--check", "--docs", str(tmp_path)]) == 1
    assert (
        capsys.readouterr().err
        == f"{tmp_path / 'asyncapi.yaml'}: stale; run `python -m events.catalogue`\n"
    )


def test_a_docs_folder_that_is_not_there_is_said_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--docs", str(tmp_path / "nowhere")]) == 2
    assert capsys.readouterr().err.count("\n") == 1
