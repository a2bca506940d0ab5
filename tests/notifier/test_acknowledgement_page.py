"""The page behind a signed link: looking changes nothing, the button acknowledges, and a bad link
says so.
"""

from datetime import timedelta

import httpx
import pytest

from notifier.domain.signed_link import LinkClaim, sign_link
from tests.notifier.night import SECRET, Night


async def link(
    night: Night, engineer_id: str = "noa", *, hours: int = 1, secret: str = SECRET
) -> str:
    (page,) = await night.pages()
    claim = LinkClaim(
        page_id=page.facts.page_id,
        engineer_id=engineer_id,
        action="acknowledge",
        expires_at=night.clock.now() + timedelta(hours=hours),
    )
    return f"/a/{sign_link(claim, secret)}"


@pytest.fixture
async def paged(night: Night) -> Night:
    night.teller.names_customer()
    night.teller.opens("1")
    await night.run_due()
    return night


async def status(night: Night) -> tuple[str, str | None, str | None]:
    (page,) = await night.pages()
    return page.status, page.acknowledged_by, page.acknowledged_via


async def test_the_link_in_the_message_opens_the_page(paged: Night) -> None:
    address = paged.provider.calls[0][1].acknowledge_url.removeprefix("https://tocsin.example")
    async with paged.browser() as phone:
        shown = await phone.get(address)

    assert shown.status_code == 200
    for seen in (
        "P1",
        "CS-1",
        "Lakeside Health",
        "“Line 4 stands still”",
        "60 minutes",
        "I have it",
        "Noa Rivera",
    ):
        assert seen in shown.text


async def test_looking_at_it_acknowledges_nothing(paged: Night) -> None:
    async with paged.browser() as phone:
        for _ in range(3):
            await phone.get(await link(paged))

    assert await status(paged) == ("raised", None, None)


async def test_the_button_acknowledges(paged: Night) -> None:
    async with paged.browser() as phone:
        shown = await phone.post(await link(paged))

    assert "You have it." in shown.text
    assert await status(paged) == ("acknowledged", "noa", "link")


async def test_a_second_use_says_who_has_it(paged: Night) -> None:
    async with paged.browser() as phone:
        await phone.post(await link(paged))
        again = await phone.post(await link(paged))
        other = await phone.post(await link(paged, "chidi"))

    assert "You have it already." in again.text
    assert "Already acknowledged by Noa Rivera" in other.text
    assert await status(paged) == ("acknowledged", "noa", "link")


async def test_a_page_that_is_over_says_so(paged: Night) -> None:
    paged.teller.answers("1")
    await paged.run_due()
    async with paged.browser() as phone:
        shown = await phone.post(await link(paged))

    assert "This is over" in shown.text
    assert (await status(paged))[0] == "resolved"


async def test_a_link_that_is_too_old_is_refused(paged: Night) -> None:
    address = await link(paged)
    paged.clock.move(timedelta(hours=2))
    async with paged.browser() as phone:
        answers = [await phone.get(address), await phone.post(address)]

    assert [(answer.status_code, "too old" in answer.text) for answer in answers] == [
        (410, True)
    ] * 2
    assert (await status(paged))[0] == "raised"


async def test_a_tampered_link_is_refused(paged: Night) -> None:
    good = await link(paged)
    bad = [
        good[:-2] + ("AA" if not good.endswith("AA") else "BB"),
        await link(paged, secret="x" * 40),
        "/a/nonsense",
    ]
    async with paged.browser() as phone:
        answers = [await phone.post(address) for address in bad]

    assert [answer.status_code for answer in answers] == [403] * 3
    assert all("does not work" in answer.text for answer in answers)
    assert (await status(paged))[0] == "raised"


async def test_who_guesses_links_is_told_to_wait(paged: Night) -> None:
    good = await link(paged)
    async with paged.browser() as phone:
        guesses = [(await phone.get(f"/a/guess-{number}")).status_code for number in range(61)]
        old = await phone.get(await link(paged, hours=-1))
        answer = await phone.post(good)

    assert guesses == [403] * 60 + [429]
    # What was ours once is no guess, and a good link is good wherever others guess.
    assert (old.status_code, answer.status_code) == (410, 200)


async def test_a_link_about_a_page_that_is_not_here_is_refused(paged: Night) -> None:
    claim = LinkClaim(
        page_id="elsewhere",
        engineer_id="noa",
        action="acknowledge",
        expires_at=paged.clock.now() + timedelta(hours=1),
    )
    async with paged.browser() as phone:
        assert (await phone.get(f"/a/{sign_link(claim, SECRET)}")).status_code == 403


async def test_what_people_wrote_cannot_break_out_of_the_page(night: Night) -> None:
    night.teller.names_customer("<script>alert(1)</script>")
    night.teller.opens("1")
    await night.run_due()
    async with night.browser() as phone:
        shown = await phone.get(await link(night))

    assert "<script" not in shown.text
    assert "&lt;script&gt;" in shown.text


async def test_the_page_loads_nothing_is_kept_by_nobody_and_tells_no_other_site(
    paged: Night,
) -> None:
    async with paged.browser() as phone:
        shown = await phone.get(await link(paged))

    assert shown.headers["cache-control"] == "no-store"
    assert shown.headers["referrer-policy"] == "no-referrer"
    assert "form-action 'self'" in shown.headers["content-security-policy"]
    assert [mark for mark in ("http://", "https://", " src=", "<link") if mark in shown.text] == []


async def test_a_page_that_is_due_no_more_says_how_long_it_is_over(paged: Night) -> None:
    paged.clock.move(timedelta(minutes=90))
    async with paged.browser() as phone:
        shown = await phone.get(await link(paged))

    assert "30 minutes over" in " ".join(shown.text.split())


async def test_a_drill_says_that_it_is_one(night: Night) -> None:
    async with night.client() as admin:
        answer: httpx.Response = await admin.post("/v1/drills", json={"policy_id": "standard"})
        assert answer.status_code == 201, answer.text
    await night.run_due()
    async with night.browser() as phone:
        shown = await phone.get(await link(night))

    assert "This is a drill" in shown.text
    assert night.provider.calls[0][1].facts.drill
