"""The topics and their messages as an AsyncAPI 3 document."""

from collections.abc import Mapping, Sequence

from events.catalogue.describe_event import description_of
from events.catalogue.entry import Entry
from events.catalogue.json_schemas import Schema, schemas_of
from events.catalogue.topics import DUE_HINTS

_HEADERS: Mapping[str, str] = {
    "ce_specversion": "Always 1.0.",
    "ce_id": "The event's id, a UUID; of an event that follows from another: the same each time "
    "that it is derived.",
    "ce_type": "Which event, in which version.",
    "ce_source": "`/tocsin/` and the service that owns it.",
    "ce_time": "When it happened in the world, RFC 3339 in UTC.",
    "ce_subject": "The stream that it belongs to.",
    "ce_sequence": "Its place in the shard, from 1 without gaps; what a consumer drops doubles "
    "by and finds gaps by.",
    "ce_streamversion": "Its place in the stream, from 1.",
    "ce_recordedtime": "When it was recorded, by the store's clock, RFC 3339 in UTC: the time "
    "that promises are judged by.",
    "ce_dataschema": "The path of the data's JSON Schema.",
    "ce_correlationid": "What ties together all that one request set off.",
    "ce_causationid": "The id of the event or command that it follows from, if any.",
    "ce_actor": "Who did it, if known.",
    "ce_actorrole": "In which role, if somebody with a role did it.",
    "ce_imported": "`true` for history, for which nobody is paged.",
    "traceparent": "W3C trace context, if any.",
}
_ALWAYS = [
    name
    for name in _HEADERS
    if name not in {"ce_causationid", "ce_actor", "ce_actorrole", "ce_imported", "traceparent"}
]


def asyncapi_document(
    entries: Sequence[Entry], topics: Mapping[str, str], watermarks: Mapping[str, str], version: str
) -> Schema:
    """Return the whole document, as JSON would have it."""
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Tocsin events",
            "version": version,
            "description": (
                "Every topic may carry a prefix that the deployment sets. A topic has as many "
                "partitions as its store has shards; "
                "a record's partition is its shard, its key the routing key. Records come at "
                "least once and in order within a partition. "
                "A topic may begin above sequence 1: then the first record of a partition is a "
                "marker, no event, with the header "
                "`tocsin_begins_at` (and `begins_at` in its JSON), the sequence at which the "
                "partition begins. Whoever has not applied "
                "all below it must have the owner send it again (`relay --from`)."
            ),
        },
        "defaultContentType": "application/json",
        "channels": {
            **{
                _id(topic): _channel(topic, [entry for entry in entries if entry.owner == owner])
                for owner, topic in topics.items()
            },
            **{_id(topic): _watermark_channel(topic) for topic in watermarks.values()},
            **{_id(topic): _due_channel(topic) for topic in DUE_HINTS.values()},
        },
        "operations": {
            **{f"send{_id(topic)}": _sending(owner, topic) for owner, topic in topics.items()},
            **{f"send{_id(topic)}": _sending(owner, topic) for owner, topic in watermarks.items()},
            **{f"send{_id(topic)}": _sending(owner, topic) for owner, topic in DUE_HINTS.items()},
        },
        "components": {
            "messages": {
                **{entry.wire_name: _message(entry) for entry in entries},
                "watermark": _watermark(),
                "watermarks": _watermarks(),
                "due": _due(),
            },
            "messageTraits": {"cloudEvent": {"headers": _headers()}},
            "schemas": schemas_of(
                [entry.wire_type for entry in entries], "#/components/schemas/{name}"
            ),
        },
    }


def _id(topic: str) -> str:
    return "".join(part.capitalize() for part in topic.replace("-", ".").split("."))


def _channel(topic: str, entries: Sequence[Entry]) -> Schema:
    return {
        "address": topic,
        "description": "The events of one service, in the order of its store.",
        "messages": {
            entry.wire_name: {"$ref": f"#/components/messages/{entry.wire_name}"}
            for entry in entries
        },
    }


def _watermark_channel(topic: str) -> Schema:
    return {
        "address": topic,
        "description": "Promises about time, in one partition; kept for a short while only, and "
        "read from the end.",
        "messages": {
            name: {"$ref": f"#/components/messages/{name}"} for name in ("watermark", "watermarks")
        },
    }


def _sending(owner: str, topic: str) -> Schema:
    return {
        "action": "send",
        "channel": {"$ref": f"#/channels/{_id(topic)}"},
        "summary": f"{owner} sends, and nobody else does.",
    }


def _message(entry: Entry) -> Schema:
    return {
        "name": entry.wire_name,
        "title": entry.type.__name__,
        "summary": description_of(entry.type),
        "contentType": "application/json",
        "traits": [{"$ref": "#/components/messageTraits/cloudEvent"}],
        "payload": {"$ref": f"#/components/schemas/{entry.type.__name__}"},
    }


def _headers() -> Schema:
    properties = {name: {"type": "string", "description": text} for name, text in _HEADERS.items()}
    return {"type": "object", "required": list(_ALWAYS), "properties": properties}


def _due_channel(topic: str) -> Schema:
    return {
        "address": topic,
        "description": "When a service next needs a watermark: hints, in one partition, of which "
        "only the newest count.",
        "messages": {"due": {"$ref": "#/components/messages/due"}},
    }


def _due() -> Schema:
    properties = {
        "shards": {"type": "array", "items": {"type": "integer"}},
        "due_at": {"type": ["string", "null"], "format": "date-time"},
    }
    return {
        "name": "due",
        "summary": (
            "Of these shards the soonest timer is due at `due_at` (null: none is set). Said when "
            "it changes, and every 5 seconds; after "
            "15 seconds without one watermarks come at a moderate pace."
        ),
        "contentType": "application/json",
        "payload": {"type": "object", "required": list(properties), "properties": properties},
    }


def _watermark() -> Schema:
    return {
        "name": "watermark",
        "summary": (
            "Version 1, no longer sent, still read. A promise: every event of the shard recorded "
            "at or before `at` has a sequence below "
            "`next_seq`."
        ),
        "contentType": "application/json",
        "payload": _watermark_schema(),
    }


def _watermarks() -> Schema:
    properties = {
        "version": {"type": "integer", "const": 2},
        "shards": {"type": "integer", "description": "How many shards the store has."},
        "watermarks": {"type": "array", "items": _watermark_schema()},
    }
    return {
        "name": "watermarks",
        "summary": (
            "Version 2: the promises of a store's shards in one record, in partition 0. Every "
            "event of a shard recorded at or before its "
            "`at` has a sequence below its `next_seq` (1: it had no event yet). A shard that was "
            "being appended to is left out, the next "
            "record has it again. Every process that needs time reads the whole topic, without a "
            "group."
        ),
        "contentType": "application/json",
        "payload": {"type": "object", "required": list(properties), "properties": properties},
    }


def _watermark_schema() -> Schema:
    properties = {
        "shard": {"type": "integer"},
        "at": {"type": "string", "format": "date-time"},
        "next_seq": {"type": "integer"},
    }
    return {"type": "object", "required": list(properties), "properties": properties}
