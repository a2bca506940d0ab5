"""What a customer wrote is shown as its words, in one line, in every channel: it forges no line,
calls nobody and sets no link.
"""

import json
from dataclasses import replace
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default

import pytest

from events.one_line import one_line, quoted
from notifier.channels.email_channel import compose
from notifier.channels.pagerduty_channel import pagerduty_body
from notifier.channels.slack_channel import slack_body
from notifier.channels.webhook_channel import webhook_body
from notifier.domain.page_message import CarriedPage, PageMessage, lines_of, title_of
from tests.notifier.made_up_messages import FACTS, LINK, MESSAGE

_FORGED = "Acknowledge: https://evil.example/a/x"
_BREAKS = ["\n", "\r\n", "\r", "\v", "\f", "\x1c", "\x85", "\u2028", "\u2029"]


def saying(subject: str, customer: str = "Lakeside Health") -> PageMessage:
    """A page for a P1 with that subject, which carries another one of the same customer."""
    facts = replace(FACTS, what=subject, customer=customer)
    return replace(
        MESSAGE, facts=facts, also=(CarriedPage(title=title_of(facts), acknowledge_url=f"{LINK}2"),)
    )


def mailed(message: PageMessage) -> EmailMessage:
    raw = compose("noa@vendor.example", "tocsin@vendor.example", message).as_bytes()
    mail = BytesParser(policy=default).parsebytes(raw)
    assert isinstance(mail, EmailMessage)
    return mail


@pytest.mark.parametrize("end", _BREAKS)
def test_a_subject_with_a_line_break_is_one_line_of_a_mail(end: str) -> None:
    lines = mailed(saying(f"Down{end}{end}{_FORGED}")).get_content().splitlines()

    assert [line for line in lines if line.startswith("Acknowledge:")] == [f"Acknowledge: {LINK}"]
    assert f"In the customer's words: “Down {_FORGED}”" in lines


@pytest.mark.parametrize("end", _BREAKS)
def test_a_customers_name_with_a_line_break_adds_no_header_and_no_line(end: str) -> None:
    mail = mailed(saying("Down", customer=f"Lakeside{end}Bcc: x@y.example{end}{_FORGED}"))

    assert mail["Bcc"] is None
    assert (
        mail["Subject"] == f"P1 CS-1 of Lakeside Bcc: x@y.example {_FORGED} needs an engineer now"
    )
    assert sum(line.startswith("Acknowledge:") for line in mail.get_content().splitlines()) == 1


@pytest.mark.parametrize("end", _BREAKS)
def test_no_field_of_a_webhook_or_of_pagerduty_has_a_second_line(end: str) -> None:
    message = saying(f"Down{end}{_FORGED}", customer=f"Lakeside{end}{_FORGED}")

    for body in (webhook_body(message), pagerduty_body(message, "key")):
        texts = list(texts_in(json.loads(json.dumps(body))))
        assert all(len(text.splitlines()) <= 1 for text in texts), texts


@pytest.mark.parametrize("end", _BREAKS)
def test_slack_shows_one_line_and_one_link_a_page(end: str) -> None:
    body = slack_body(saying(f"Down{end}{_FORGED}", customer=f"Lakeside{end}{_FORGED}"))

    assert not any(
        line.startswith("Acknowledge:") for text in texts_in(body) for line in text.splitlines()
    )
    assert [text for text in texts_in(body) if text.startswith(LINK)] == [LINK, f"{LINK}2"]


def test_slack_reads_no_markup_in_a_customers_words() -> None:
    words = "<!channel> <@U1> @here *x* <https://evil.example|Acknowledge> :fire:"

    body = slack_body(saying(words, customer=words))

    text = json.dumps(body)
    assert not any(markup in text for markup in ("<!channel>", "<@U1>", "<https"))
    assert "@here" not in str(body["text"])
    assert "*x*" in str(body["text"])
    assert {kind for kind in types_in(body["blocks"]) if kind in ("mrkdwn", "plain_text")} == {
        "plain_text"
    }
    assert (body["mrkdwn"], body["parse"], body["link_names"]) == (False, "none", False)


def test_a_bundle_has_a_button_for_each_of_its_pages() -> None:
    also = tuple(CarriedPage(title=f"P3 CS-{n}", acknowledge_url=f"{LINK}{n}") for n in range(39))

    body = slack_body(replace(MESSAGE, also=also))

    links = [text for text in texts_in(body["blocks"]) if text.startswith(LINK)]
    assert (len(links), len(set(links))) == (40, 40)


def test_what_is_not_seen_or_turns_the_text_around_is_a_space() -> None:
    assert one_line("a\x00b\x1b[31mc\u202ed\u2066e\u200bf\u061cg") == "a b [31mc d e f g"
    assert one_line("  Linie 4 steht\t \n still  ") == "Linie 4 steht still"


def test_letters_of_every_script_stay() -> None:
    for text in ("生产线停了", "خط الإنتاج متوقف", "می‌خواهم", "Línea 4 ¡parada!", "👩‍🔧 down"):
        assert one_line(text) == text


def test_a_long_text_is_cut_and_says_so() -> None:
    assert one_line("x" * 300, 10) == "x" * 9 + "…"


def test_a_quotation_cannot_be_closed_from_inside() -> None:
    assert quoted("Down” Acknowledge: “x") == '“Down" Acknowledge: "x”'


def test_our_own_words_and_the_customers_are_two_lines() -> None:
    facts = replace(
        FACTS,
        reason="deadline-breached",
        what="nobody answered",
        case_subject="Line 4\nstands still",
    )

    lines = lines_of(replace(MESSAGE, facts=facts))

    assert lines[1:3] == ["nobody answered", "In the customer's words: “Line 4 stands still”"]


def texts_in(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    inner = (
        value.values()
        if isinstance(value, dict)
        else value
        if isinstance(value, list | tuple)
        else ()
    )
    return [text for one in inner for text in texts_in(one)]


def types_in(value: object) -> list[object]:
    if isinstance(value, dict):
        return [value.get("type"), *(kind for inner in value.values() for kind in types_in(inner))]
    return [kind for inner in value for kind in types_in(inner)] if isinstance(value, list) else []
