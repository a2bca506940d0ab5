"""The JSON Schema of each event's data, for whoever reads the topics without this code."""

from collections.abc import Sequence

import msgspec

from events.catalogue.describe_event import description_of, parts_of
from events.catalogue.entry import Entry
from events.event import Personal
from events.sealing.sealed import Sealed

Schema = dict[str, object]
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema_of(entry: Entry) -> Schema:
    """Return the schema of an event as it is stored and sent, complete in itself.

    Its `$id` is what the record's `ce_dataschema` names.
    """
    schemas = schemas_of([entry.wire_type], "#/$defs/{name}")
    event = schemas.pop(entry.type.__name__)
    named = {"$schema": DIALECT, "$id": f"/schemas/{entry.wire_name}.json"}
    return {**named, **event, "title": entry.wire_name, **({"$defs": schemas} if schemas else {})}


def schemas_of(kinds: Sequence[type[msgspec.Struct]], reference: str) -> dict[str, Schema]:
    """Return schemas, by class name, of the given classes and everything they are made of.

    `reference` is how one names another (`#/$defs/{name}`). Schemas of personal data, sealed or
    not, carry `x-personal: true`.
    """
    made: tuple[tuple[Schema, ...], dict[str, Schema]]
    made = msgspec.json.schema_components(kinds, ref_template=reference)
    everything = [*kinds, *parts_of(kinds)]
    return {kind.__name__: _enriched(made[1][kind.__name__], kind) for kind in everything}


def _enriched(schema: Schema, kind: type[msgspec.Struct]) -> Schema:
    personal: Schema = {"x-personal": True} if issubclass(kind, Personal | Sealed) else {}
    return {**schema, "description": description_of(kind), **personal}
