"""What a review is drawn from, with nothing in it, for tests that put in what they are about."""

from datetime import date

from careplans.review_cadence import ReviewCadences
from careplans.terms import load_terms
from reporting.domain.customer_row import CustomerRow
from reporting.domain.draw_review import Material, ReviewLists
from reporting.domain.knowledge import ClockSight, Knowledge
from reporting.domain.period import read_period
from reporting.domain.plan_terms import PlanStretch
from reporting.domain.review import PagerSummary, StoodSummary
from reporting.domain.review_counts import Counts
from tests.reporting.conftest import ZONE
from tests.reporting.event_log import utc

QUARTER = read_period("2026-Q3", ZONE)
NOW = utc("2026-10-05 16:00")
KNOWN = Knowledge(
    known_until=NOW,
    drawn_at=NOW,
    clock=ClockSight(sees=True, blind_since=None),
    due_not_judged=0,
    sight="sees",
    lag_s=0.0,
)
GOLD = PlanStretch(
    plan="gold", terms_version="2010.2", from_day=date(2026, 7, 1), to_day=date(2026, 9, 30)
)
NO_COUNTS = Counts(cases=(), targets=(), stood=StoodSummary(paused_s=0, excused_s=0, targets=0))
NO_LINES = ReviewLists(
    open_cases=(), cases=(), breaches=(), withdrawn=(), stood=(), pages=(), longest=None
)
MATERIAL = Material(
    customer=CustomerRow(customer_id="acme", name="Acme Presses", ebc=False, plan="platinum"),
    plans=(GOLD,),
    cadences=ReviewCadences(load_terms()),
    counts=NO_COUNTS,
    lists=NO_LINES,
    pager=PagerSummary(raised=0, acknowledged=0, median_after_s=None, slowest_after_s=None),
    positions=(),
)
