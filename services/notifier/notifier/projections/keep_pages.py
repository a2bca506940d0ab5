"""Keeps the tables of pages and messages in step with events; messages are the work list."""

from collections.abc import Sequence
from typing import assert_never

import msgspec

from events.catalogue import page_events
from events.catalogue.on_call_events import EscalationStep
from events.event import Recorded
from events.store.connection import Connection, in_schema
from notifier.domain.page import PageEvent

_RAISE = """insert into {schema}.page
    (page_id, routing_key, shard, status, reason, drill, case_id, number, customer_id, plan,
    priority, due_at, what, case_subject, policy_id, steps, ring_again_after_s, raised_at,
    correlation_id, traceparent, version)
values ($1, $2, $3, 'raised', $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,
    $19, $20)"""
_ROUTE = """update {schema}.page set status = 'raised', policy_id = $2, steps = $3,
    ring_again_after_s = $4, step = -1, round = 0, exhausted_at = null
where page_id = $1"""
# The new ring is what makes the keys of its messages new: a provider shows one message per key.
_RING_AGAIN = """update {schema}.page set status = 'raised', step = -1, round = 0, ring = ring + 1,
    note = $2, acknowledged_by = null, acknowledged_via = null, acknowledged_at = null
where page_id = $1"""
_STEP = "update {schema}.page set step = $2, round = $3 where page_id = $1"
_ESCALATE = """update {schema}.page set status = 'raised', acknowledged_by = null,
    acknowledged_via = null, acknowledged_at = null
where page_id = $1"""
_ACKNOWLEDGE = """update {schema}.page set status = 'acknowledged', acknowledged_by = $2,
    acknowledged_via = $3, acknowledged_at = $4
where page_id = $1"""
_RESOLVE = """update {schema}.page set status = 'resolved', resolved_by = $2, resolved_reason = $3,
    resolved_at = $4
where page_id = $1"""
_EXHAUST = "update {schema}.page set status = 'exhausted', exhausted_at = $2 where page_id = $1"
_VERSIONS = """update {schema}.page set version = moved.version
from unnest($1::text[], $2::integer[]) as moved (page_id, version)
where page.page_id = moved.page_id"""
_QUEUE = """insert into {schema}.attempt (attempt_key, page_id, ring, step, round, engineer_id,
    channel, method, send_at, queued_at, status, next_try_at)
select $1, $2, page.ring, $3, $4, $5, $6, $7, $8, $9, 'queued', $8
from {schema}.page where page_id = $2"""
_OUTCOME = """update {schema}.attempt set status = $2, outcome_at = $3, provider_id = $4,
    problem = $5, late_by_s = $6
where attempt_key = $1"""
# A message that may have arrived is not sent again once somebody has the page, not even when the
# page calls again later.
_CALM = """update {schema}.attempt set next_try_at = 'infinity'
where page_id = $1 and status = 'unknown'"""

Write = tuple[str, tuple[object, ...]]


class KeepPages:
    """An inline projection of `page_events`."""

    def __init__(self, schema: str) -> None:
        self._schema = schema

    async def __call__(self, tx: Connection, events: Sequence[Recorded], /) -> None:
        """Write what the events say, in order; each page's version once."""
        versions: dict[str, int] = {}
        for recorded in events:
            if isinstance(recorded.data, PageEvent):
                versions[recorded.data.page_id] = recorded.version
                # In order, one by one: a queued message takes its ring from the page's row, which
                # an event before it in the same append may have moved on.
                for statement, arguments in _writes(recorded, recorded.data):
                    await tx.execute(in_schema(statement, self._schema), *arguments)
        if versions:
            await tx.execute(
                in_schema(_VERSIONS, self._schema), list(versions), list(versions.values())
            )


def _writes(recorded: Recorded, event: PageEvent) -> list[Write]:
    page = event.page_id
    match event:
        case page_events.PageRaised():
            return [(_RAISE, _raised(recorded, event))]
        case page_events.PageRouted() | page_events.PageRungAgain() | page_events.PageEscalated():
            return [_calls_again(event)]
        case (
            page_events.PageStepStarted()
            | page_events.PageStepSkipped()
            | page_events.PageStepFailed()
        ):
            return [(_STEP, (page, event.step, event.round))]
        case page_events.PageAttemptQueued():
            return [(_QUEUE, _queued(event))]
        case (
            page_events.PageAttemptSent()
            | page_events.PageAttemptFailed()
            | page_events.PageAttemptUnknown()
            | page_events.PageAttemptDropped()
        ):
            return [(_OUTCOME, _outcome(event))]
        case page_events.PageAcknowledged():
            return [(_ACKNOWLEDGE, (page, event.by, event.via, event.at)), (_CALM, (page,))]
        case page_events.PageResolved():
            return [(_RESOLVE, (page, event.by, event.reason, event.at)), (_CALM, (page,))]
        case page_events.PageExhausted():
            return [(_EXHAUST, (page, event.at))]
        case _:
            assert_never(event)


def _calls_again(
    event: page_events.PageRouted | page_events.PageRungAgain | page_events.PageEscalated,
) -> Write:
    match event:
        case page_events.PageRouted():
            chain = (event.policy_id, _steps(event.steps), event.ring_again_after_s)
            return _ROUTE, (event.page_id, *chain)
        case page_events.PageRungAgain():
            return _RING_AGAIN, (event.page_id, event.personal.text)
        case page_events.PageEscalated():
            return _ESCALATE, (event.page_id,)
        case _:
            assert_never(event)


def _raised(recorded: Recorded, event: page_events.PageRaised) -> tuple[object, ...]:
    about = (
        event.reason,
        event.drill,
        event.case_id,
        event.number,
        event.customer_id,
        event.plan,
        event.priority,
    )
    chain = (event.policy_id, _steps(event.steps), event.ring_again_after_s, event.raised_at)
    traced = (recorded.meta.correlation_id, recorded.meta.traceparent, recorded.version)
    text = (event.personal.subject, event.personal.case_subject)
    return (
        event.page_id,
        recorded.key,
        recorded.shard,
        *about,
        event.due_at,
        *text,
        *chain,
        *traced,
    )


def _steps(steps: tuple[EscalationStep, ...]) -> str:
    return msgspec.json.encode(steps).decode()


def _queued(event: page_events.PageAttemptQueued) -> tuple[object, ...]:
    target = (event.step, event.round, event.engineer_id, event.channel, event.method)
    return (event.attempt_key, event.page_id, *target, event.send_at, event.queued_at)


def _outcome(
    event: page_events.PageAttemptSent
    | page_events.PageAttemptFailed
    | page_events.PageAttemptUnknown
    | page_events.PageAttemptDropped,
) -> tuple[object, ...]:
    match event:
        case page_events.PageAttemptSent():
            return (
                event.attempt_key,
                "sent",
                event.sent_at,
                event.provider_id,
                None,
                event.late_by_s,
            )
        case page_events.PageAttemptFailed():
            return (event.attempt_key, "failed", event.at, None, event.problem, None)
        case page_events.PageAttemptUnknown():
            return (event.attempt_key, "unknown", event.at, None, event.problem, None)
        case page_events.PageAttemptDropped():
            return (event.attempt_key, "dropped", event.at, None, event.reason, None)
        case _:
            assert_never(event)
