"""Today's code reads a stored sample of every version ever published, and no sample changes."""

import shutil
from pathlib import Path

import jsonschema  # type: ignore[import-untyped]  # it comes without types
import msgspec
import pytest

from events.catalogue.deadline_events import DeadlineStarted
from events.catalogue.entries import ENTRIES
from events.catalogue.entry import Entry
from events.catalogue.json_schemas import schema_of
from events.catalogue.registry import CATALOGUE
from events.catalogue.samples import (
    CHECKSUMS,
    FOLDER,
    SAMPLE_KEYS,
    missing_sealed_samples,
    published_types,
    read_sample,
    samples_amiss,
    seals_with_new,
)

JsonObject = dict[str, object]


def split(ce_type: str) -> tuple[str, int]:
    name, _, version = ce_type.rpartition(".v")
    return name, int(version)


def contains(whole: object, part: object) -> bool:
    """Return whether `whole` says all that `part` does; new fields with a default do not count."""
    if isinstance(part, dict) and isinstance(whole, dict):
        return all(key in whole and contains(whole[key], value) for key, value in part.items())
    if isinstance(part, list) and isinstance(whole, list):
        return len(part) == len(whole) and all(map(contains, whole, part))
    return bool(whole == part)


@pytest.mark.parametrize("ce_type", published_types(CATALOGUE))
def test_todays_code_reads_every_published_version(ce_type: str) -> None:
    name, version = split(ce_type)
    event = CATALOGUE.decode(name, version, read_sample(ce_type), keys=SAMPLE_KEYS)
    assert type(event) is CATALOGUE.entry_of(event).type
    assert (
        CATALOGUE.decode(name, CATALOGUE.entry_of(event).version, CATALOGUE.encode(event)) == event
    )


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.ce_type)
def test_todays_version_writes_again_all_that_its_sample_says(entry: Entry) -> None:
    sample = read_sample(entry.ce_type)
    written = CATALOGUE.encode(CATALOGUE.decode(entry.name, entry.version, sample))
    assert contains(msgspec.json.decode(written), msgspec.json.decode(sample))


@pytest.mark.parametrize(
    "entry", [entry for entry in ENTRIES if entry.form], ids=lambda entry: entry.wire_name
)
def test_a_sealed_sample_opens_to_what_the_plain_one_before_it_says(entry: Entry) -> None:
    plain = CATALOGUE.decode(entry.name, entry.version, read_sample(entry.ce_type))
    sample = read_sample(entry.wire_name)
    assert CATALOGUE.decode(entry.name, entry.wire_version, sample, keys=SAMPLE_KEYS) == plain
    assert b"personal" not in sample


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.wire_name)
def test_every_sample_keeps_its_json_schema(entry: Entry) -> None:
    jsonschema.Draft202012Validator.check_schema(schema_of(entry))
    jsonschema.validate(
        msgspec.json.decode(read_sample(entry.wire_name)),
        schema_of(entry),
        jsonschema.Draft202012Validator,
    )


def test_every_version_has_a_sample_and_none_was_changed() -> None:
    assert samples_amiss(CATALOGUE) == []


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """The samples in a folder that a test may spoil."""
    return Path(shutil.copytree(str(FOLDER), tmp_path / "samples"))


def test_a_changed_sample_is_noticed_even_when_it_is_sealed_again(copied: Path) -> None:
    sample = copied / "intake.case.closed.v1.json"
    sample.write_bytes(sample.read_bytes().replace(b"case-7f3a", b"case-0000"))
    (copied / CHECKSUMS).write_text(seals_with_new(copied), encoding="utf-8")
    assert samples_amiss(CATALOGUE, copied) == [
        "intake.case.closed.v1: the sample was changed; a published version never changes"
    ]


def test_a_version_that_got_a_member_is_noticed_though_the_member_is_optional(copied: Path) -> None:
    today = next(one.ce_type for one in CATALOGUE.entries if one.type is DeadlineStarted)
    sample = copied / f"{today}.json"
    started = msgspec.json.decode(sample.read_bytes())
    del started["promise"]["cover"]["warn_at_fractions"]
    sample.write_bytes(msgspec.json.encode(started))
    assert samples_amiss(CATALOGUE, copied)[1:] == [
        f"{today}: the sample has no promise.cover.warn_at_fractions; "
        "a published version never changes: add a version"
    ]


def test_a_missing_sample_is_noticed(copied: Path) -> None:
    (copied / "intake.case.closed.v1.json").unlink()
    assert samples_amiss(CATALOGUE, copied) == [
        "intake.case.closed.v1: no sample; write samples/intake.case.closed.v1.json, then seal it"
    ]


def test_a_missing_sample_of_a_sealed_form_is_made_from_the_plain_one(copied: Path) -> None:
    (copied / "intake.case.noted.v2.json").unlink()
    assert samples_amiss(CATALOGUE, copied) == [
        "intake.case.noted.v2: no sample; run `python -m events.catalogue --seal`, which makes it "
        "from the version before"
    ]
    made = missing_sealed_samples(CATALOGUE, copied)
    assert list(made) == ["intake.case.noted.v2"]
    opened = CATALOGUE.decode(
        "intake.case.noted", 2, made["intake.case.noted.v2"], keys=SAMPLE_KEYS
    )
    plain = CATALOGUE.decode("intake.case.noted", 1, read_sample("intake.case.noted.v1"))
    assert opened == plain


def test_a_sample_of_nothing_is_noticed_until_it_is_sealed_and_after(copied: Path) -> None:
    (copied / "intake.case.sneezed.v1.json").write_text("{}", encoding="utf-8")
    stray = "intake.case.sneezed.v1: a sample of no event in the catalogue"
    unsealed = (
        "intake.case.sneezed.v1: the sample is not sealed; run `python -m events.catalogue --seal`"
    )
    assert samples_amiss(CATALOGUE, copied) == [unsealed, stray]
    (copied / CHECKSUMS).write_text(seals_with_new(copied), encoding="utf-8")
    assert samples_amiss(CATALOGUE, copied) == [stray]


def test_the_first_seal_needs_no_file_of_checksums(copied: Path) -> None:
    before = (copied / CHECKSUMS).read_text(encoding="utf-8")
    (copied / CHECKSUMS).unlink()
    assert seals_with_new(copied) == before
