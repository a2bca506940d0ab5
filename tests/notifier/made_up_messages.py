"""A message about a P1 that carries another page, for tests of what people are sent."""

from datetime import UTC, datetime, timedelta

from notifier.domain.page_message import CarriedPage, PageFacts, PageMessage

NOW = datetime(2026, 11, 16, 22, tzinfo=UTC)
LINK = "https://tocsin.example/a/xyz"
FACTS = PageFacts(
    page_id="page-1",
    reason="p1-opened",
    drill=False,
    case_id="c1",
    number="CS-1",
    customer_id="lakeside",
    customer="Lakeside & <Sons>",
    plan="gold",
    priority="P1",
    due_at=NOW + timedelta(minutes=59, seconds=30),
    raised_at=NOW,
    what="Line 4 stands still",
)
MESSAGE = PageMessage(
    attempt_key="2f9b4f3c-0000-5000-8000-000000000001",
    facts=FACTS,
    engineer_id="noa",
    step=0,
    round=0,
    now=NOW,
    acknowledge_url=LINK,
    also=(CarriedPage(title="P3 CS-2 missed its target", acknowledge_url=f"{LINK}2"),),
)
