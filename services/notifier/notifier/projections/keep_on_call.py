"""Keeps the tables of who can be paged in step with their events."""

from collections.abc import Sequence

import msgspec

from events.catalogue import on_call_events
from events.event import Event, Recorded
from events.store.connection import Connection, in_schema
from notifier.domain.engineer import evolve

_DEFINE = """insert into {schema}.{table} ({id}, definition, version) values ($1, $2, $3)
on conflict ({id}) do update set definition = excluded.definition, version = excluded.version"""
_OVERRIDE = """insert into {schema}.schedule_override (schedule_id, override_id, place, definition)
values ($1, $2, $3, $4) on conflict (schedule_id, override_id) do update
set place = excluded.place, definition = excluded.definition"""
_NO_OVERRIDE = "delete from {schema}.schedule_override where schedule_id = $1 and override_id = $2"
_MOVE_SCHEDULE = "update {schema}.schedule set version = $2 where schedule_id = $1"
_NO_RULE = "delete from {schema}.routing_rule where rule_id = $1"


class KeepOnCall:
    """An inline projection of `on_call_events`."""

    def __init__(self, schema: str) -> None:
        self._schema = schema

    async def __call__(self, tx: Connection, events: Sequence[Recorded], /) -> None:
        """Write what the events say; events about pages are ignored."""
        for recorded in events:
            for statement, arguments in _writes(recorded):
                await tx.execute(in_schema(statement, self._schema), *arguments)


Write = tuple[str, tuple[object, ...]]


def _writes(recorded: Recorded) -> Sequence[Write]:
    match recorded.data:
        case (
            on_call_events.EngineerDefined() | on_call_events.EngineerPersonalDataErased() as event
        ):
            values = (event.engineer_id, _json(evolve(None, event)), recorded.version)
            return [(_defining("engineer", "engineer_id"), values)]
        case on_call_events.ScheduleDefined() as schedule:
            return [_define("schedule", "schedule_id", schedule.schedule_id, recorded)]
        case on_call_events.EscalationPolicyDefined() as policy:
            return [_define("policy", "policy_id", policy.policy_id, recorded)]
        case on_call_events.RoutingRuleDefined() as rule:
            return [_define("routing_rule", "rule_id", rule.rule_id, recorded)]
        case on_call_events.RoutingRuleRemoved() as gone:
            return [(_NO_RULE, (gone.rule_id,))]
        case on_call_events.OverrideAdded() as added:
            # The seq orders overrides as they were added: of two that overlap the last one counts.
            added_values = (added.schedule_id, added.override_id, recorded.seq, _json(added))
            return [(_OVERRIDE, added_values), _moved(added.schedule_id, recorded)]
        case on_call_events.OverrideRemoved() as removed:
            return [
                (_NO_OVERRIDE, (removed.schedule_id, removed.override_id)),
                _moved(removed.schedule_id, recorded),
            ]
        case _:
            return []


def _define(table: str, column: str, name: str, recorded: Recorded) -> Write:
    return _defining(table, column), (name, _json(recorded.data), recorded.version)


def _defining(table: str, column: str) -> str:
    return _DEFINE.replace("{table}", table).replace("{id}", column)


def _moved(schedule_id: str, recorded: Recorded) -> Write:
    return _MOVE_SCHEDULE, (schedule_id, recorded.version)


def _json(event: Event) -> str:
    return msgspec.json.encode(event).decode()
