"""A log that a test tells event by event, recorded as the three owners' stores would record it."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import get_args
from uuid import NAMESPACE_URL, uuid5

from events.catalogue import case_events as case
from events.catalogue import customer_events as customer
from events.catalogue import deadline_events as deadline
from events.catalogue import page_events as page
from events.catalogue.entry import Owner
from events.catalogue.on_call_events import PageReason
from events.catalogue.terms import CalendarRef, Plan, Priority, Promise, Target
from events.event import Event, Meta, Recorded
from events.sharding import shard_of

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
PRIORITIES: tuple[Priority, ...] = get_args(Priority)
CALENDAR = CalendarRef(calendar_id="us-federal", version=1, zone="America/Detroit")
TARGET = Target(amount=3600, unit="seconds", counts="always")
SOURCES: dict[str, Owner] = {"intake": "intake", "sla-clock": "sla-clock", "notifier": "notifier"}


def utc(text: str) -> datetime:
    """An instant of UTC: `2026-07-01 12:00`."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@dataclass
class EventLog:
    """Events by owner and shard, in order; `imported` marks all of them as history."""

    imported: bool = False
    events: list[Recorded] = field(default_factory=list)
    _seqs: dict[tuple[Owner, int], int] = field(default_factory=lambda: defaultdict(int))
    _versions: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def tell(self, owner: Owner, stream: str, key: str, event: Event, at: datetime) -> Recorded:
        """Record one event."""
        shard = shard_of(key)
        self._seqs[(owner, shard)] += 1
        self._versions[stream] += 1
        recorded = Recorded(
            source=owner,
            shard=shard,
            seq=self._seqs[(owner, shard)],
            stream=stream,
            version=self._versions[stream],
            key=key,
            event_id=uuid5(NAMESPACE_URL, f"{owner}/{stream}/{self._versions[stream]}"),
            data=event,
            meta=Meta(correlation_id="told", imported=self.imported),
            occurred_at=at,
            recorded_at=at,
        )
        self.events.append(recorded)
        return recorded

    def of(self, owner: Owner) -> list[Recorded]:
        """The events of one owner, in the order they were told."""
        return [event for event in self.events if event.source == owner]

    def registers(
        self,
        customer_id: str,
        at: datetime,
        *,
        name: str | None = None,
        plan: Plan = "gold",
        ends_on: date | None = None,
    ) -> None:
        """A customer with a term of ten years, or one that ends on a day."""
        stream = f"customer-{customer_id}"
        registered = customer.CustomerRegistered(
            customer_id=customer_id, name=name or f"Customer {customer_id}"
        )
        self.tell("intake", stream, customer_id, registered, at)
        bought = customer.TermBought(
            customer_id=customer_id,
            plan=plan,
            starts_on=at.date(),
            ends_on=ends_on or at.date() + timedelta(days=3650),
            terms_version="2010.1",
            how="first",
        )
        self.tell("intake", stream, customer_id, bought, at)
        named = customer.ContactAuthorized(customer_id=customer_id, user_id="u1")
        self.tell("intake", stream, customer_id, named, at)

    def opens(
        self,
        case_id: str,
        at: datetime,
        *,
        customer_id: str = "acme",
        priority: Priority = "P3",
        plan: Plan = "gold",
        subject: str = "Orders do not print",
        due_after: timedelta = HOUR,
    ) -> None:
        """A case, and its promise."""
        promise = Promise(
            plan=plan,
            terms_version="2010.1",
            targets=dict.fromkeys(PRIORITIES, TARGET),
            calendar=CALENDAR,
        )
        opened = case.CaseOpened(
            case_id=case_id,
            number=f"C-{case_id}",
            customer_id=customer_id,
            reporter_id="u1",
            priority=priority,
            channel="online",
            area="product",
            opened_at=at,
            promise=promise,
            personal=case.CaseText(subject=subject, description="SECRET DESCRIPTION"),
        )
        self.about_case(case_id, opened, at)
        started = deadline.DeadlineStarted(
            case_id=case_id,
            customer_id=customer_id,
            number=f"C-{case_id}",
            goal="first_response",
            priority=priority,
            plan=plan,
            terms_version="2010.1",
            calendar=CALENDAR,
            target=TARGET,
            started_at=at,
            due_at=at + due_after,
            budget_s=int(due_after.total_seconds()),
        )
        self.about_deadline(case_id, started, at)

    def about_case(self, case_id: str, event: Event, at: datetime) -> None:
        """Something else about a case."""
        self.tell("intake", f"case-{case_id}", case_id, event, at)

    def about_deadline(self, case_id: str, event: Event, at: datetime) -> None:
        """Something else about a promise."""
        self.tell("sla-clock", f"deadline-{case_id}-first_response", case_id, event, at)

    def answers(self, case_id: str, at: datetime) -> None:
        """The first answer of a person."""
        text = case.MessageText(text="SECRET MESSAGE")
        self.about_case(
            case_id,
            case.CaseResponded(
                case_id=case_id, responder_id="eva", responded_at=at, first=True, personal=text
            ),
            at,
        )

    def meets(
        self, case_id: str, at: datetime, due_at: datetime, *, paused_s: int = 0, excused_s: int = 0
    ) -> None:
        """The answer came in time."""
        self.answers(case_id, at)
        met = deadline.DeadlineMet(
            case_id=case_id,
            goal="first_response",
            met_at=at,
            due_at=due_at,
            counted_s=60,
            paused_s=paused_s,
            excused_s=excused_s,
        )
        self.about_deadline(case_id, met, at)

    def breaches(
        self,
        case_id: str,
        due_at: datetime,
        *,
        customer_id: str = "acme",
        priority: Priority = "P3",
        plan: Plan = "gold",
        paused_s: int = 0,
        detected_late: timedelta = timedelta(0),
    ) -> None:
        """The due time passed."""
        breached = deadline.DeadlineBreached(
            case_id=case_id,
            customer_id=customer_id,
            number=f"C-{case_id}",
            goal="first_response",
            priority=priority,
            plan=plan,
            due_at=due_at,
            breached_at=due_at,
            detected_at=due_at + detected_late,
            late_by_s=detected_late.total_seconds(),
            paused_s=paused_s,
            excused_s=0,
        )
        self.about_deadline(case_id, breached, due_at + detected_late)

    def answers_late(
        self,
        case_id: str,
        at: datetime,
        due_at: datetime,
        reason: str | None = None,
        *,
        claimed: datetime | None = None,
        by: str | None = None,
    ) -> None:
        """The answer was recorded after the breach, at `at`; it is said to have been given then, or
        at `claimed`, and `by` says so.
        """
        self.answers(case_id, at)
        late = deadline.DeadlineAnsweredLate(
            case_id=case_id,
            goal="first_response",
            answered_at=claimed or at,
            recorded_at=at,
            due_at=due_at,
            late_by_s=(at - due_at).total_seconds(),
            late_reason=reason,
            claim_id="claim1" if claimed else None,
            claimed_by=by,
        )
        self.about_deadline(case_id, late, at)

    def withdraws(self, case_id: str, at: datetime, due_at: datetime, claimed: datetime) -> None:
        """Somebody else accepted that the answer came in time."""
        withdrawn = deadline.DeadlineBreachWithdrawn(
            case_id=case_id,
            goal="first_response",
            claim_id="claim1",
            accepted_by="tam1",
            answered_at=claimed,
            breached_at=due_at,
            withdrawn_at=at,
            personal=deadline.WithdrawalText(reason="SECRET REASON"),
        )
        self.about_deadline(case_id, withdrawn, at)

    def buys(
        self, customer_id: str, at: datetime, plan: Plan, starts_on: date, ends_on: date
    ) -> None:
        """Another term."""
        bought = customer.TermBought(
            customer_id=customer_id,
            plan=plan,
            starts_on=starts_on,
            ends_on=ends_on,
            terms_version="2010.1",
            how="change",
        )
        self.tell("intake", f"customer-{customer_id}", customer_id, bought, at)

    def resolves(self, case_id: str, at: datetime) -> None:
        """The case is solved."""
        text = case.MessageText(text="SECRET MESSAGE")
        self.about_case(
            case_id, case.CaseResolved(case_id=case_id, resolved_at=at, personal=text), at
        )

    def closes(self, case_id: str, at: datetime) -> None:
        """The case is over."""
        self.about_case(case_id, case.CaseClosed(case_id=case_id, closed_at=at), at)

    def excludes(self, case_id: str, at: datetime) -> None:
        """The case left the entitlement, and its promise with it."""
        self.about_case(
            case_id,
            case.CaseExcluded(case_id=case_id, code="unsupported-version", excluded_at=at),
            at,
        )
        cancelled = deadline.DeadlineCancelled(
            case_id=case_id, goal="first_response", cancelled_at=at, reason="case-excluded"
        )
        self.about_deadline(case_id, cancelled, at)

    def pages(
        self,
        page_id: str,
        case_id: str,
        at: datetime,
        *,
        customer_id: str = "acme",
        reason: PageReason = "p1-opened",
        acknowledged_after: timedelta | None = None,
        drill: bool = False,
    ) -> None:
        """Somebody was paged, and perhaps acknowledged."""

        def tell(event: Event, when: datetime) -> None:
            self.tell("notifier", f"page-{page_id}", case_id, event, when)

        raised = page.PageRaised(
            page_id=page_id,
            reason=reason,
            cause_id="cause",
            case_id=case_id,
            number=f"C-{case_id}",
            customer_id=customer_id,
            plan="gold",
            priority="P1",
            due_at=None,
            policy_id="reports",
            steps=(),
            raised_at=at,
            drill=drill,
            personal=page.PageText(subject="SECRET PAGE TEXT"),
        )
        tell(raised, at)
        tell(
            page.PageStepStarted(page_id=page_id, step=0, round=0, engineer_ids=("eva",), at=at), at
        )
        sent_at = at + timedelta(milliseconds=40)
        sent = page.PageAttemptSent(
            page_id=page_id, attempt_key="k", provider_id=None, sent_at=sent_at, late_by_s=0.04
        )
        tell(sent, sent_at)
        if acknowledged_after is not None:
            when = at + acknowledged_after
            tell(page.PageAcknowledged(page_id=page_id, by="eva", via="link", at=when), when)
