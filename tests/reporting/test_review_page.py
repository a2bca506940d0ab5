"""The review as a page: safe, whole by itself, readable without seeing its charts."""

import re
from html.parser import HTMLParser

import pytest

from tests.reporting.conftest import Reports
from tests.reporting.event_log import HOUR, EventLog, utc

PAGE = "/v1/customers/acme/reviews/2026-Q3.html"
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>\" onmouseover='x' {{ 7*7 }}"
JULY = utc("2026-07-02 12:00")
VOID = {"meta", "link", "br", "img", "input", "hr"}


class Reader(HTMLParser):
    """Collects what a page loads, how its elements nest, and what it says."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.tags: list[str] = []
        self.inline: list[str] = []
        self.unclosed: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        given = dict(attrs)
        self.loads += [
            str(given[name]) for name in ("src", "srcset", "data", "poster") if name in given
        ]
        self.loads += (
            [str(given["href"])] if tag in {"link", "image", "use"} and "href" in given else []
        )
        self.inline += [name for name in given if name.startswith("on") or name == "style"]
        if tag not in VOID:
            self.unclosed.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.unclosed.pop() == tag


@pytest.fixture
async def filled(reports: Reports, log: EventLog) -> Reports:
    log.opens("a", JULY, subject=HOSTILE)
    log.breaches("a", JULY + HOUR)
    log.answers_late("a", JULY + 3 * HOUR, JULY + HOUR, "<b>late</b>")
    log.opens("b", JULY, priority="P1", subject="Shipping stands")
    log.meets("b", JULY + HOUR / 2, JULY + HOUR)
    log.pages("p", "b", JULY, acknowledged_after=HOUR / 20)
    await reports.take(log)
    return reports


async def test_hostile_text_is_shown_and_does_nothing(filled: Reports) -> None:
    html = (await filled.get(PAGE)).text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "{{ 7*7 }}" in html
    assert "&lt;b&gt;late&lt;/b&gt;" in html
    assert not {"script", "img"} & set(Reader(html).tags)


async def test_a_hostile_customer_name_is_shown_and_does_nothing(
    reports: Reports, log: EventLog
) -> None:
    log.registers("evil", utc("2026-01-02 12:00"), name=HOSTILE)
    await reports.take(log)
    for path in ("/", "/customers", "/v1/customers/evil/reviews/2026-Q3.html"):
        assert "<img" not in (await reports.get(path)).text


@pytest.mark.parametrize("path", [PAGE, "/", "/customers"])
async def test_a_page_loads_nothing_and_runs_only_what_its_policy_names(
    filled: Reports, path: str
) -> None:
    answer = await filled.get(path)
    read = Reader(answer.text)
    assert [load for load in read.loads if load != "data:,"] == []
    assert "@import" not in answer.text
    assert not re.search(r"url\((?!#)", answer.text)
    assert read.inline == []
    policy = answer.headers["content-security-policy"]
    nonces = set(re.findall(r'nonce="([^"]+)"', answer.text))
    assert len(nonces) == 1
    assert f"'nonce-{nonces.pop()}'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize(
    "path", [PAGE, "/", "/customers", "/v1/customers/acme/reviews/2026-01.html"]
)
async def test_a_page_is_well_formed(filled: Reports, path: str) -> None:
    assert Reader((await filled.get(path)).text).unclosed == []


async def test_every_chart_has_a_name_a_description_and_a_table(filled: Reports) -> None:
    html = (await filled.get(PAGE)).text
    charts = re.findall(r"<svg .*?</svg>", html, re.DOTALL)
    assert len(charts) == 6
    assert all(
        'role="img"' in chart and "<title>" in chart and "<desc>" in chart for chart in charts
    )
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert html.count("The chart as a table") == 3
    assert "P1: 1 met, 0 missed; P3: 0 met, 1 missed" in html


async def test_the_first_sentence_says_what_matters(filled: Reports) -> None:
    html = (await filled.get(PAGE)).text
    assert "1 of 2 response targets met, 1 missed; the longest delay was 2 h (C-a)." in html


async def test_a_contact_is_not_shown_the_vendors_own_links_and_positions(filled: Reports) -> None:
    await filled.post("/v1/customers/acme/reviews/2026-Q3/publish")
    html = (await filled.get(PAGE, "contact", customer_id="acme")).text
    assert "Customer care review" in html
    assert 'href="/customers"' not in html
    assert "positions" not in html


async def test_the_board_puts_the_broken_promise_first_and_then_what_is_due_soonest(
    reports: Reports, log: EventLog
) -> None:
    now = reports.clock.now()
    log.opens("late", now - 3 * HOUR, due_after=HOUR, subject="Broken")
    log.breaches("late", now - 2 * HOUR)
    log.opens("soon", now - HOUR / 2, due_after=HOUR)
    log.opens("later", now - HOUR / 2, due_after=9 * HOUR)
    log.opens("done", now - 3 * HOUR)
    log.meets("done", now - 2.5 * HOUR, now - 2 * HOUR)
    log.pages("p", "late", now)
    await reports.take(log)
    html = (await reports.get("/")).text
    positions = [
        html.index(f'<a href="/cases/{case_id}">') for case_id in ("late", "soon", "later", "done")
    ]
    assert positions == sorted(positions)
    assert "2 h late" in html
    assert "30 min" in html
    assert "not acknowledged" in html
    assert "/v1/customers/acme/reviews/2026-Q4.html" in html


async def test_a_token_in_a_printed_link_becomes_a_cookie(filled: Reports) -> None:
    token = filled.as_role("tam", None)["Authorization"].removeprefix("Bearer ")
    answer = await filled.browser.get(PAGE, params={"token": token})
    assert answer.status_code == 303
    assert "token" not in answer.headers["location"]
    assert (await filled.browser.get(answer.headers["location"])).status_code == 200
