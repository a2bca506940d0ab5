"""What a plan gives beside cases is on the customer's page, in its account and on its review (CP-3,
CP-9, CP-29 to CP-33)."""

from datetime import date, datetime, timedelta

import pytest

from events.catalogue import care_events as care
from events.catalogue import case_events as case
from events.catalogue import continuity_events as continuity
from events.catalogue import customer_events as customer
from events.event import Event
from reporting.adapters.clear_erased import clear_erased
from reporting.domain.case_subject import ErasedPerson
from reporting.settings import SCHEMA
from tests.reporting.conftest import Reports
from tests.reporting.event_log import DAY, HOUR, EventLog, utc
from tests.support.stored_words import where_stored

NOW = utc("2026-10-05 16:00")
SEPTEMBER = utc("2026-09-10 14:00")
ACCOUNT = "/v1/customers/acme/account"
REVIEW = "/v1/customers/acme/reviews/2026-Q3"
TEXT = case.MessageText(text="SECRET WORDS")


def about(log: EventLog, event: Event, at: datetime = SEPTEMBER) -> None:
    log.tell("intake", "care-acme", "acme", event, at)


def use(log: EventLog, use_id: str, benefit: str, kind: str, on: date) -> None:
    event = care.BenefitUsed(
        customer_id="acme",
        use_id=use_id,
        benefit=benefit,  # type: ignore[arg-type]  # a text of the test's
        use=kind,  # type: ignore[arg-type]
        used_on=on,
        recorded_by="tess",
    )
    about(log, event)


def maintained(log: EventLog, maintenance_id: str, start: str, minutes: int) -> None:
    started_at = utc(start)
    event = continuity.MaintenanceRecorded(
        customer_id="acme",
        maintenance_id=maintenance_id,
        window_id="sunday-night",
        started_at=started_at,
        ended_at=started_at + timedelta(minutes=minutes),
        recorded_by="mo",
        personal=TEXT,
    )
    about(log, event)


def tam(tam_id: str, name: str, from_on: date) -> care.TamNamed:
    return care.TamNamed(
        customer_id="acme",
        tam_id=tam_id,
        from_on=from_on,
        named_by="root",
        personal=care.TamName(name=name),
    )


@pytest.fixture
async def platinum(reports: Reports) -> EventLog:
    """Acme on Platinum with business continuity, a TAM, and much that it had in 2026."""
    log = EventLog()
    log.registers("acme", utc("2026-01-02 12:00"), plan="platinum", ends_on=date(2026, 12, 31))
    ebc = customer.EbcChanged(
        customer_id="acme", ebc=True, changed_by="root", personal=customer.Reason(text="bought")
    )
    log.tell("intake", "customer-acme", "acme", ebc, SEPTEMBER - 20 * DAY)
    seats = customer.ExtraSeatsChanged(
        customer_id="acme", extra_seats=2, changed_by="root", personal=customer.Reason(text="paid")
    )
    log.tell("intake", "customer-acme", "acme", seats, SEPTEMBER - 20 * DAY)
    user = customer.UserAdded(
        customer_id="acme",
        user_id="u1",
        personal=customer.PersonName(name="Uma Ek", email="uma@acme.example"),
    )
    log.tell("intake", "customer-acme", "acme", user, SEPTEMBER - 20 * DAY)
    about(log, tam("tess", "Tess Okoro", date(2026, 1, 1)))
    about(log, tam("nils", "Nils Later", date(2027, 1, 1)))
    log.opens("c0", SEPTEMBER - DAY, plan="platinum", priority="P2")
    log.meets("c0", SEPTEMBER - DAY + HOUR / 2, SEPTEMBER - DAY + HOUR)
    called = care.TamCalled(
        customer_id="acme",
        call_id="call-1",
        tam_id="tess",
        caller_id="u1",
        called_at=SEPTEMBER,
        case_ids=("c0",),
        recorded_by="tess",
        personal=TEXT,
    )
    about(log, called)
    visit = care.VisitAgreed(
        customer_id="acme", visit_id="v1", visit_on=date(2026, 11, 12), recorded_by="tess"
    )
    about(log, visit)
    for use_id, benefit, kind in (
        ("b1", "vip-group", "joined"),
        ("b2", "speaker-series", "invited"),
        ("b3", "speaker-series", "attended"),
        ("b4", "release-notices", "sent"),
        ("b5", "fair-pass", "given"),
        ("b6", "speaker-series", "attended"),
    ):
        use(log, use_id, benefit, kind, date(2026, 9, 1))
    gone = care.BenefitUseWithdrawn(
        customer_id="acme", use_id="b6", withdrawn_by="tess", personal=TEXT
    )
    about(log, gone)
    moved = case.CaseMovedAhead(
        case_id="c0", moved_by="tess", moved_at=SEPTEMBER, until=SEPTEMBER + 2 * DAY, personal=TEXT
    )
    log.about_case("c0", moved, SEPTEMBER)
    for maintenance_id, start, minutes in (
        ("m1", "2026-01-11 06:00", 200),
        ("m2", "2026-03-08 06:00", 239),
        ("m3", "2026-05-10 06:00", 61),
        ("m4", "2026-06-14 06:00", 60),
    ):
        maintained(log, maintenance_id, start, minutes)
    await reports.take(log)
    return log


@pytest.mark.rule("CP-31")
async def test_the_tam_calls_visits_and_moves_are_on_the_review_and_the_page(
    reports: Reports, platinum: EventLog
) -> None:
    del platinum
    account = (await reports.get(REVIEW)).json()["account"]
    assert account["tam"] == {"tam_id": "tess", "from_on": "2026-01-01"}
    [call] = account["calls"]
    assert (call["caller_id"], call["numbers"]) == ("u1", ["C-c0"])
    assert account["visits"] == [{"state": "agreed", "visit_on": "2026-11-12"}]
    [move] = account["moves"]
    assert (move["number"], move["open"]) == ("C-c0", False)
    review = (await reports.get(f"{REVIEW}.html")).text
    for text in ("Tess Okoro", "C-c0", "agreed for 12 Nov 2026", "its time is up"):
        assert text in review
    assert "Uma Ek" in review
    page = (await reports.get("/customers/acme", "agent")).text
    assert "Tess Okoro" in page
    assert "Nils Later" not in page
    assert "Nobody called between reviews." in page
    assert "SECRET" not in review + page


@pytest.mark.rule("CP-31")
async def test_who_called_the_tam_is_named_to_all_but_those_who_only_count(
    reports: Reports, platinum: EventLog
) -> None:
    """CP-31: until the user is erased, also on a review that was published before."""
    called = care.TamCalled(
        customer_id="acme",
        call_id="call-2",
        tam_id="tess",
        caller_id="u1",
        called_at=NOW - HOUR,
        case_ids=(),
        recorded_by="tess",
        personal=TEXT,
    )
    about(platinum, called, NOW)
    await reports.take(platinum)
    assert "Uma Ek" in (await reports.get("/customers/acme", "tam")).text
    assert (await reports.get(ACCOUNT, "tam")).json()["caller_names"] == {"u1": "Uma Ek"}
    own = await reports.get(ACCOUNT, "contact", customer_id="acme")
    assert own.json()["caller_names"] == {"u1": "Uma Ek"}
    assert (await reports.get(ACCOUNT, "analyst")).json()["caller_names"] == {}
    for path in ("/customers/acme", f"{REVIEW}.html"):
        page = (await reports.get(path, "analyst")).text
        assert "Uma Ek" not in page
        assert "<bdi>u1</bdi>" in page
    await reports.post(f"{REVIEW}/publish")
    async with reports.pool.acquire() as tx, tx.transaction():
        gone = ErasedPerson(person="user/acme/u1", customer_id="acme", erased_at=NOW)
        await clear_erased(tx, SCHEMA, [gone])
    assert await where_stored(reports.pool, SCHEMA, ("Uma Ek",)) == []
    assert "Uma Ek" not in (await reports.get("/customers/acme", "tam")).text
    assert "Uma Ek" not in (await reports.get(f"{REVIEW}.html", "tam")).text


@pytest.mark.rule("CP-32")
async def test_benefits_are_counted_by_year_on_page_and_account(
    reports: Reports, platinum: EventLog
) -> None:
    del platinum
    account = (await reports.get(ACCOUNT)).json()["account"]
    counts = {it["benefit"]: it for it in account["benefits"]}
    assert counts["speaker-series"]["uses"] == {"invited": 1, "attended": 1}
    assert counts["release-notices"]["uses"] == {"sent": 1}
    assert (counts["fair-pass"]["uses"], counts["fair-pass"]["left"]) == ({"given": 1}, 0)
    assert counts["tam-visit"]["uses"] == {"agreed": 1, "held": 0}
    assert account["group_since"] == "2026-09-01"
    page = (await reports.get("/customers/acme", "tam")).text
    for text in ("1 invited, 1 attended", "member since 1 Sep 2026", "1 a year"):
        assert text in page


@pytest.mark.rule("CP-33")
async def test_maintenance_is_shown_by_month_and_judged_by_year(
    reports: Reports, platinum: EventLog
) -> None:
    del platinum
    year = (await reports.get(ACCOUNT)).json()["account"]["maintenance"]
    months = {it["month"]: it for it in year["months"]}
    assert [month for month, it in months.items() if it["broke_promise"]] == [5]
    assert (months[1]["allowance"], months[3]["allowance"], months[6]["allowance"]) == (
        240,
        240,
        60,
    )
    assert year["left"] == {"60": 2, "240": 0}
    assert len(months) == 10
    page = (await reports.get("/customers/acme", "tam")).text
    assert "promise broken: 1 min over 60" in page
    assert "took a 240" in page


@pytest.mark.rule("CP-9")
async def test_seats_and_the_last_day_of_notice_are_on_the_page(
    reports: Reports, platinum: EventLog
) -> None:
    account = (await reports.get(ACCOUNT)).json()
    assert account["seats"] == {"included": 6, "extra": 2, "taken": 1}
    assert account["renewal"] == {
        "ends_on": "2026-12-31",
        "last_day_of_notice": "2026-10-02",
        "notice_given_on": None,
        "in_force": True,
    }
    page = (await reports.get("/customers/acme", "tam")).text
    for text in ("Renews after", "31 Dec 2026", "2 Oct 2026", "passed: the term renews", "of 8"):
        assert text in page
    notice = customer.RenewalNoticeGiven(customer_id="acme", given_on=date(2026, 10, 1))
    platinum.tell("intake", "customer-acme", "acme", notice, NOW)
    await reports.take(platinum)
    assert "notice given on 1 Oct 2026" in (await reports.get("/customers/acme", "tam")).text
    # The term has renewed by dates where nobody gave notice, and has ended here.
    reports.clock.move(120 * DAY)
    ended = (await reports.get(ACCOUNT)).json()
    assert (ended["plan"], ended["renewal"]["in_force"]) == (None, False)
    assert {it["in_plan"] for it in ended["account"]["benefits"]} == {False}
    assert "Lapsed after" in (await reports.get("/customers/acme", "tam")).text


async def test_an_account_is_its_customers_and_its_page_the_vendors(
    reports: Reports, platinum: EventLog
) -> None:
    del platinum
    assert (await reports.get(ACCOUNT, "contact", customer_id="acme")).status_code == 200
    assert (await reports.get(ACCOUNT, "contact", customer_id="bolt")).status_code == 404
    assert (await reports.get("/customers/acme", "contact", customer_id="acme")).status_code == 403
    assert (await reports.get("/customers/nobody", "tam")).status_code == 404
    assert (await reports.get("/v1/customers/nobody/account", "tam")).status_code == 404


async def test_a_review_as_of_an_instant_has_what_was_recorded_by_then(
    reports: Reports, platinum: EventLog
) -> None:
    del platinum
    before = await reports.review("2026-Q3", as_of=SEPTEMBER - HOUR)
    assert before.account is not None
    assert (before.account.tam, before.account.calls, before.account.visits) == (None, (), ())


async def test_a_tams_name_is_cleared_and_no_published_review_holds_it(
    reports: Reports, platinum: EventLog
) -> None:
    del platinum
    published = await reports.post(f"{REVIEW}/publish")
    assert published.status_code == 201, published.text
    async with reports.pool.acquire() as tx, tx.transaction():
        gone = ErasedPerson(person="staff/tess", customer_id=None, erased_at=NOW)
        await clear_erased(tx, SCHEMA, [gone])
    assert await where_stored(reports.pool, SCHEMA, ("Tess Okoro",)) == []
    page = (await reports.get("/customers/acme", "tam")).text
    assert "Tess Okoro" not in page
