"""Reads who can be paged: the whole directory, which is small, with the versions if wanted."""

from collections.abc import Mapping, Sequence
from typing import Literal, Protocol, TypeAlias, TypeVar

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

Kind: TypeAlias = Literal["engineer", "schedule", "policy", "rule"]

# One statement sees all five tables as of one instant: nothing is there without its version, or
# with that of another definition. Overrides come in the order in which they were added: of two that
# overlap the last one counts.
_READ = """
select 'engineer' as kind, engineer_id as id, definition::text as definition, version, 0 as place
from {schema}.engineer
union all select 'schedule', schedule_id, definition::text, version, 0 from {schema}.schedule
union all select 'override', override_id, definition::text, 0, place from {schema}.schedule_override
union all select 'policy', policy_id, definition::text, version, 0 from {schema}.policy
union all select 'rule', rule_id, definition::text, version, 0 from {schema}.routing_rule
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
    return _directory(await reads.fetch(in_schema(_READ, schema)))


async def read_with_versions(
    reads: Reads, schema: str, kind: Kind
) -> tuple[OnCallDirectory, Mapping[str, int]]:
    """Return everything that is defined now, and the version of each thing of that kind, by id."""
    rows = await reads.fetch(in_schema(_READ, schema))
    return _directory(rows), {row["id"]: row["version"] for row in rows if row["kind"] == kind}


def _directory(rows: Sequence[Row]) -> OnCallDirectory:
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


def _all(rows: Sequence[Row], kind: str, decoder: "msgspec.json.Decoder[E]") -> list[E]:
    return [decoder.decode(row["definition"]) for row in rows if row["kind"] == kind]


def _schedule(defined: ScheduleDefined, overrides: list[OverrideAdded]) -> Schedule:
    own = tuple(override for override in overrides if override.schedule_id == defined.schedule_id)
    return Schedule(
        schedule_id=defined.schedule_id, name=defined.name, layers=defined.layers, overrides=own
    )
