"""The stored samples: what each published version of an event looked like, so that no change of
code forgets how to read it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Final

import msgspec

from events.catalogue.entry import Entry
from events.catalogue.json_schemas import schemas_of
from events.catalogue.registry import SAMPLE_ID, Catalogue
from events.event import Meta, NewEvent
from events.sealing.data_key import SECRET_BYTES, DataKey, Keys

FOLDER = files("events") / "catalogue" / "samples"
CHECKSUMS = "SHA256SUMS"
SAMPLE_KEY: Final = DataKey("sample", bytes(SECRET_BYTES))
"""The key of all sealed samples, known to everybody: their data are made up."""

SAMPLE_KEYS: Final[Keys] = {SAMPLE_KEY.key_id: SAMPLE_KEY}


def published_types(catalogue: Catalogue) -> Sequence[str]:
    """Return every version of every event that was ever published, as CloudEvents types."""
    return [
        f"{entry.name}.v{version}"
        for entry in catalogue.entries
        for version in range(1, entry.wire_version + 1)
    ]


def sealed_sample(catalogue: Catalogue, name: str, plain: bytes) -> bytes:
    """Return the sample of an event's sealed form, from that of the version before it."""
    entry = next(entry for entry in catalogue.entries if entry.name == name)
    new = NewEvent(
        data=catalogue.decode(name, entry.version, plain),
        event_id=SAMPLE_ID,
        occurred_at=datetime(2026, 3, 10, tzinfo=UTC),
        meta=Meta(correlation_id="sample"),
    )
    person = catalogue.person_of(new)
    written = catalogue.write(new, {} if person is None else {person: SAMPLE_KEY})
    return msgspec.json.format(written.data) + b"\n"


def missing_sealed_samples(
    catalogue: Catalogue, folder: Traversable = FOLDER
) -> Mapping[str, bytes]:
    """Return the samples of sealed forms that are missing, by CloudEvents type.

    Each is made from the sample of its plain form, which must be there.
    """
    return {
        entry.wire_name: sealed_sample(catalogue, entry.name, read_sample(entry.ce_type, folder))
        for entry in catalogue.entries
        if entry.form
        and (folder / f"{entry.ce_type}.json").is_file()
        and not (folder / f"{entry.wire_name}.json").is_file()
    }


def read_sample(ce_type: str, folder: Traversable = FOLDER) -> bytes:
    """Return the sample's JSON. Raises FileNotFoundError where there is none."""
    return (folder / f"{ce_type}.json").read_bytes()


def sealed(folder: Traversable = FOLDER) -> Mapping[str, str]:
    """Return the checksum under which each sample was sealed, by its CloudEvents type."""
    lines = (folder / CHECKSUMS).read_text(encoding="utf-8").splitlines()
    return {
        name.removesuffix(".json"): checksum
        for checksum, name in (line.split(maxsplit=1) for line in lines)
    }


def samples_amiss(catalogue: Catalogue, folder: Traversable = FOLDER) -> Sequence[str]:
    """Return what is wrong with the samples, one line each.

    A sample may be missing, not sealed, changed since, or of no event in the catalogue. Today's
    version may have got a member that its sample does not have.
    """
    seals, wanted = sealed(folder), published_types(catalogue)
    made = {entry.wire_name for entry in catalogue.entries if entry.form}
    present = {
        file.name.removesuffix(".json") for file in folder.iterdir() if file.name.endswith(".json")
    }
    return [
        *(
            f"{ce_type}: no sample; {_how(ce_type, made)}"
            for ce_type in wanted
            if ce_type not in present
        ),
        *(
            f"{ce_type}: the sample is not sealed; run `python -m events.catalogue --seal`"
            for ce_type in sorted(present - seals.keys())
        ),
        *(
            f"{ce_type}: the sample was changed; a published version never changes"
            for ce_type in _changed(seals, present, folder)
        ),
        *(
            f"{ce_type}: a sample of no event in the catalogue"
            for ce_type in sorted((present | seals.keys()) - set(wanted))
        ),
        *(
            f"{entry.ce_type}: the sample has no {member}; a published version never changes: "
            "add a version"
            for entry in catalogue.entries
            if entry.ce_type in present
            for member in _members_missing(entry, folder)
        ),
    ]


def seals_with_new(folder: Traversable = FOLDER) -> str:
    """Return the text of the checksum file with new samples sealed.

    A sample that was sealed keeps its checksum, changed or not.
    """
    present = {
        file.name.removesuffix(".json") for file in folder.iterdir() if file.name.endswith(".json")
    }
    known = sealed(folder) if (folder / CHECKSUMS).is_file() else {}
    seals = {**{ce_type: _checksum(ce_type, folder) for ce_type in present}, **known}
    return "".join(f"{checksum}  {ce_type}.json\n" for ce_type, checksum in sorted(seals.items()))


def _how(ce_type: str, made: set[str]) -> str:
    if ce_type in made:
        return "run `python -m events.catalogue --seal`, which makes it from the version before"
    return f"write samples/{ce_type}.json, then seal it"


def _changed(seals: Mapping[str, str], present: set[str], folder: Traversable) -> list[str]:
    return [
        ce_type
        for ce_type in sorted(present & seals.keys())
        if _checksum(ce_type, folder) != seals[ce_type]
    ]


def _members_missing(entry: Entry, folder: Traversable) -> Sequence[str]:
    """Return the members of today's version that its sample does not have, optional ones, too."""
    schemas = schemas_of([entry.type], "{name}")
    sample = msgspec.json.decode(read_sample(entry.ce_type, folder))
    return list(_absent({"$ref": entry.type.__name__}, sample, schemas, ""))


def _absent(
    schema: Mapping[str, Any], value: object, schemas: Mapping[str, Mapping[str, Any]], path: str
) -> Iterator[str]:
    for one in (schema, *schema.get("anyOf", ())):
        properties = schemas[one["$ref"]].get("properties", {}) if "$ref" in one else {}
        if properties and isinstance(value, dict):
            for name, part in properties.items():
                if name in value:
                    yield from _absent(part, value[name], schemas, f"{path}{name}.")
                else:
                    yield f"{path}{name}"
        if isinstance(value, list) and isinstance(one.get("items"), dict):
            for item in value:
                yield from _absent(one["items"], item, schemas, path)


def _checksum(ce_type: str, folder: Traversable) -> str:
    return sha256(read_sample(ce_type, folder)).hexdigest()
