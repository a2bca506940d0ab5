"""Reads who can be paged: the whole directory, which is small, or one thing with its version."""

from collections.abc import Mapping, Sequence
from typing import Protocol, TypeVar

import msgspec

from events.catalogue.on_call_events import (
    EngineerDefined,
    EscalationPolicyDefined,
    OverrideAdded,
    RoutingRuleDefined,
    ScheduleDefined,
)
from events.event import Event
from events.store.connection import Row, in_schema
from notifier.domain.on_call_directory import OnCallDirectory
from notifier.domain.schedule import Schedule

# One statement sees all five tables as of one instant. Overrides come in the order in which they
# were added: of two that overlap the last one counts.
_READ = """
select 'engineer' as kind, definition::text as definition, 0 as place from {schema}.engineer
union all select 'schedule', definition::text, 0 from {schema}.schedule
union all select 'override', definition::text, place from {schema}.schedule_override
union all select 'policy', definition::text, 0 from {schema}.policy
union all select 'rule', definition::text, 0 from {schema}.routing_rule
order by place
"""
_ENGINEERS = msgspec.json.Decoder(EngineerDefined)
_SCHEDULES = msgspec.json.Decoder(ScheduleDefined)
_OVERRIDES = msgspec.json.Decoder(OverrideAdded)
_POLICIES = msgspec.json.Decoder(EscalationPolicyDefined)
_RULES = msgspec.json.Decoder(RoutingRuleDefined)
E = TypeVar("E", bound=Event)


class Reads(Protocol):
    """A pool, or a connection inside a transaction."""

    async def fetch(
        self, query: str, *args: object, timeout: float | None = None
    ) -> Sequence[Row]: ...


async def read_directory(reads: Reads, schema: str) -> OnCallDirectory:
    """Return everything that is defined now."""
    rows = await reads.fetch(in_schema(_READ, schema))
    overrides = _all(rows, "override", _OVERRIDES)
    return OnCallDirectory(
        engineers={
            engineer.engineer_id: engineer for engineer in _all(rows, "engineer", _ENGINEERS)
        },
        schedules={
            s.schedule_id: _schedule(s, overrides) for s in _all(rows, "schedule", _SCHEDULES)
        },
        policies={policy.policy_id: policy for policy in _all(rows, "policy", _POLICIES)},
        rules=tuple(_all(rows, "rule", _RULES)),
    )


async def versions_of(reads: Reads, schema: str, table: str) -> Mapping[str, int]:
    """Return each thing's version by id; `table`: engineer, schedule, policy or routing_rule."""
    column = "rule_id" if table == "routing_rule" else f"{table}_id"
    rows = await reads.fetch(in_schema(f"select {column}, version from {{schema}}.{table}", schema))  # noqa: S608  our own names
    return {row[0]: row[1] for row in rows}


def _all(rows: Sequence[Row], kind: str, decoder: "msgspec.json.Decoder[E]") -> list[E]:
    return [decoder.decode(row["definition"]) for row in rows if row["kind"] == kind]


def _schedule(defined: ScheduleDefined, overrides: list[OverrideAdded]) -> Schedule:
    own = tuple(override for override in overrides if override.schedule_id == defined.schedule_id)
    return Schedule(
        schedule_id=defined.schedule_id, name=defined.name, layers=defined.layers, overrides=own
    )
