"""What a message says, its links and addresses, and a schedule's calendar feed."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from events.catalogue.on_call_events import ContactMethod, PageReason
from notifier.domain.calendar_feed import calendar_feed
from notifier.domain.contact_address import contact_address
from notifier.domain.on_call_directory import OnCallDirectory
from notifier.domain.page_links import PageLinks
from notifier.domain.page_message import (
    customers_words,
    due_in_words,
    lines_of,
    minutes_left,
    outdated_in_words,
    title_of,
    what_happened,
)
from notifier.domain.rotation_shifts import Shift
from notifier.domain.schedule import Schedule
from notifier.domain.signed_link import read_link
from tests.notifier.domain.made_up_pages import engineer
from tests.notifier.made_up_messages import FACTS, MESSAGE, NOW

ABOUT_NO_CASE = replace(
    FACTS,
    reason="clock-blind",
    case_id=None,
    number=None,
    customer=None,
    plan=None,
    due_at=None,
    what="The clock sees nothing",
)


def test_a_title_names_the_case_and_a_drill_says_so_first() -> None:
    assert title_of(FACTS) == "P1 CS-1 of Lakeside & <Sons> needs an engineer now"
    assert title_of(replace(FACTS, drill=True)).startswith("DRILL: P1 CS-1")
    assert title_of(replace(FACTS, customer=None)) == "P1 CS-1 of  needs an engineer now"
    assert title_of(ABOUT_NO_CASE) == "The clock is blind: deadlines are held"
    assert (
        title_of(replace(ABOUT_NO_CASE, reason="drill", drill=True))
        == "DRILL: A rehearsal of the paging chain"
    )


@pytest.mark.parametrize(
    ("reason", "title"),
    [
        ("p1-opened", "P1 CS-1 of Lakeside & <Sons> needs an engineer now"),
        ("p1-idle", "P1 CS-1 of Lakeside & <Sons> was left alone"),
        ("deadline-warned", "P1 CS-1 of Lakeside & <Sons> is running out of time"),
        ("deadline-breached", "P1 CS-1 of Lakeside & <Sons> missed its first-response target"),
        ("cover-warned", "P1 CS-1 of Lakeside & <Sons> has no engineer yet"),
        ("cover-breached", "P1 CS-1 of Lakeside & <Sons> has no engineer"),
        ("next-update-warned", "P1 CS-1 of Lakeside & <Sons> waits for an update"),
        ("next-update-breached", "P1 CS-1 of Lakeside & <Sons> got no update in time"),
        ("workaround-warned", "P1 CS-1 of Lakeside & <Sons> waits for a workaround"),
        ("workaround-breached", "P1 CS-1 of Lakeside & <Sons> got no workaround in time"),
        ("resolution-warned", "P1 CS-1 of Lakeside & <Sons> waits for its solution"),
        ("resolution-breached", "P1 CS-1 of Lakeside & <Sons> was not solved in time"),
        ("by-hand", "P1 CS-1 of Lakeside & <Sons> needs you: somebody asks for you"),
    ],
)
def test_a_title_says_why_somebody_is_needed(reason: PageReason, title: str) -> None:
    assert title_of(replace(FACTS, reason=reason)) == title


def test_a_name_is_cut_after_100_letters_and_our_own_words_after_600() -> None:
    assert f" of {'x' * 99}… needs" in title_of(replace(FACTS, customer="x" * 101))
    assert f" of {'x' * 100} needs" in title_of(replace(FACTS, customer="x" * 100))
    by_hand = replace(FACTS, reason="by-hand")
    assert what_happened(replace(by_hand, what="x" * 601)) == "x" * 599 + "…"
    assert what_happened(replace(by_hand, what="x" * 600)) == "x" * 600


def test_what_a_p1_was_opened_with_are_the_customers_words_and_not_ours() -> None:
    assert customers_words(FACTS) == "Line 4 stands still"
    assert what_happened(FACTS) is None
    reopened = replace(FACTS, what="reopened", case_subject="Line 4")
    assert (customers_words(reopened), what_happened(reopened)) == ("Line 4", "reopened")
    assert customers_words(ABOUT_NO_CASE) is None


def test_a_message_says_the_most_important_first() -> None:
    facts = replace(FACTS, what="reopened", case_subject="Line 4", note="it rings again")
    known = datetime(2026, 11, 16, 21, tzinfo=UTC)

    assert lines_of(replace(MESSAGE, facts=facts, outdated=True, known_until=known)) == [
        "P1 CS-1 of Lakeside & <Sons> needs an engineer now",
        "it rings again",
        "reopened",
        "This may be out of date: nothing since 2026-11-16 21:00 UTC could be read. "
        "Perhaps somebody has answered.",
        "In the customer's words: “Line 4”",
        "Due: 2026-11-16 22:59 UTC (in 59 minutes)",
        "Plan: gold",
    ]


def test_a_message_about_no_case_has_no_lines_about_one() -> None:
    assert lines_of(replace(MESSAGE, facts=ABOUT_NO_CASE)) == [
        "The clock is blind: deadlines are held",
        "The clock sees nothing",
    ]


def test_a_message_is_out_of_date_only_where_the_log_could_not_be_read() -> None:
    assert outdated_in_words(MESSAGE) is None
    assert "nothing of the last while" in (outdated_in_words(replace(MESSAGE, outdated=True)) or "")


def test_a_due_time_says_how_long_is_left_or_how_long_ago_it_was() -> None:
    assert due_in_words(None, NOW) is None
    assert minutes_left(None, NOW) is None
    almost = NOW + timedelta(minutes=59, seconds=59)
    assert due_in_words(almost, NOW) == "2026-11-16 22:59 UTC (in 59 minutes)"
    assert due_in_words(NOW, NOW) == "2026-11-16 22:00 UTC (in 0 minutes)"
    assert due_in_words(NOW - timedelta(seconds=1), NOW) == "2026-11-16 21:59 UTC (1 minute ago)"


def test_a_link_names_its_page_and_engineer_and_ends() -> None:
    links = PageLinks(
        public_url="https://tocsin.example/", secret="secret", valid_for=timedelta(hours=1)
    )

    address = links.acknowledge("page-1", "noa", NOW)

    claim = read_link(address.removeprefix("https://tocsin.example/a/"), "secret", NOW)
    assert (claim.page_id, claim.engineer_id, claim.action) == ("page-1", "noa", "acknowledge")
    assert claim.expires_at == NOW + timedelta(hours=1)


def test_a_message_follows_a_contact_method_that_was_moved_or_changed() -> None:
    mail, hook, other = (
        ContactMethod(kind="email", address="noa@vendor.example"),
        ContactMethod(kind="webhook", address="https://x/1"),
        ContactMethod(kind="webhook", address="https://x/2"),
    )

    assert contact_address((mail, hook, other), "webhook", 2) == "https://x/2"
    assert contact_address((hook, mail), "webhook", 1) == "https://x/1"
    assert contact_address((hook, mail, other), "webhook", 1) == "https://x/1"
    assert contact_address((hook,), "webhook", 7) == "https://x/1"
    assert contact_address((hook,), "email", 0) is None


def test_a_calendar_has_an_event_for_each_shift_in_lines_that_a_phone_can_read() -> None:
    schedule = Schedule(schedule_id="s", name="Front; line, \\ all day", layers=())
    directory = OnCallDirectory(engineers={"noa": engineer("noa" + "é" * 40)})
    shift = Shift(start=NOW, end=NOW + timedelta(hours=1), engineer_id="chidi", source="weekly")

    feed = calendar_feed(schedule, [shift], directory, NOW)

    assert feed == calendar_feed(schedule, [shift], directory, NOW)
    assert feed.count("BEGIN:VEVENT") == 1
    assert "X-WR-CALNAME:On call: Front\\; line\\, \\\\ all day\r\n" in feed
    assert "DTSTART:20261116T220000Z\r\nDTEND:20261116T230000Z\r\n" in feed


def test_a_calendar_is_what_rfc_5545_asks_for_in_the_order_that_readers_expect() -> None:
    shift = Shift(start=NOW, end=NOW + timedelta(hours=1), engineer_id="chidi", source="weekly")
    schedule = Schedule(schedule_id="s", name="Front line", layers=())

    lines = calendar_feed(schedule, [shift], OnCallDirectory(), NOW).split("\r\n")

    assert [line for line in lines if not line.startswith("UID:")] == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Tocsin//On call//EN",
        "CALSCALE:GREGORIAN",
        "X-WR-CALNAME:On call: Front line",
        "BEGIN:VEVENT",
        "DTSTAMP:20261116T220000Z",
        "DTSTART:20261116T220000Z",
        "DTEND:20261116T230000Z",
        "SUMMARY:chidi is on call (Front line)",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


def test_a_long_line_of_a_calendar_is_folded_between_letters() -> None:
    schedule = Schedule(schedule_id="s", name="é" * 100, layers=())

    feed = calendar_feed(schedule, [], OnCallDirectory(), NOW)

    assert all(len(line.encode()) <= 75 for line in feed.split("\r\n"))
    assert "é" * 100 in feed.replace("\r\n ", "")
