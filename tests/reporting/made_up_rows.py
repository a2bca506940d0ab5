"""A case, its promise and a page about it, for tests of what a review makes of such rows."""

from datetime import timedelta

from reporting.domain.case_row import CaseRow
from reporting.domain.deadline_row import DeadlineRow
from reporting.domain.page_row import PageRow
from tests.reporting.event_log import HOUR, utc

OPENED = utc("2026-09-01 12:00")
DUE = OPENED + HOUR

CASE = CaseRow(
    case_id="c",
    number="C-1",
    customer_id="acme",
    plan="gold",
    priority="P1",
    opened_priority="P1",
    area="software",
    channel="online",
    status="open",
    opened_at=OPENED,
    terms_version="2010.2",
    zone="America/Detroit",
    imported=False,
)
PROMISE = DeadlineRow(
    deadline_id="c/first_response",
    case_id="c",
    customer_id="acme",
    number="C-1",
    goal="first_response",
    plan="gold",
    priority="P1",
    terms_version="2010.2",
    started_at=OPENED,
    due_at=DUE,
    budget_s=3600,
)
PAGE = PageRow(
    page_id="p",
    reason="p1-opened",
    case_id="c",
    number="C-1",
    customer_id="acme",
    plan="gold",
    priority="P1",
    policy_id="first",
    drill=False,
    raised_at=OPENED + timedelta(seconds=1),
)
