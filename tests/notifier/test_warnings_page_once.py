"""Of the warnings before a deadline one pages, and what was missed at once pages once."""

from datetime import timedelta

import pytest

from tests.notifier.night import RULE, Night, good

PARTS = (0.5, 0.75, 0.9)
P1_WARNINGS = {**RULE, "rule_id": "warnings", "reasons": ["deadline-warned"], "priorities": ["P1"]}
ALL_ELSE = {**RULE, "reasons": ["p1-opened", "deadline-breached"]}


async def on_call(night: Night, **changes: object) -> None:
    """Noa is called for what a P1 asks for, and by a rule for its warnings."""
    await night.define_on_call(ALL_ELSE)
    async with night.client() as admin:
        good(await admin.post("/v1/routing-rules", json={**P1_WARNINGS, **changes}))


async def test_three_quarters_of_a_p1_page_and_the_other_warnings_do_not(night: Night) -> None:
    await on_call(night)
    shown = list[int]()
    for part in PARTS:
        night.teller.warns("1", part, warns_at=PARTS)
        await night.run_due()
        shown.append(night.provider.reasons.count("deadline-warned"))

    assert shown == [0, 1, 1]
    assert len(await night.pages()) == 1


async def test_nine_tenths_do_not_page_even_where_the_page_before_is_over(night: Night) -> None:
    await on_call(night)
    night.teller.warns("1", 0.75, warns_at=PARTS)
    await night.run_due()
    (page,) = await night.pages()
    async with night.client() as admin:
        good(await admin.post(f"/v1/pages/{page.facts.page_id}/resolve", json={}))
    night.teller.warns("1", 0.9, warns_at=PARTS)
    await night.run_due()

    assert night.provider.reasons == ["deadline-warned"]


async def test_warnings_of_other_priorities_page_nobody(night: Night) -> None:
    await on_call(night)
    for part in PARTS:
        night.teller.warns("1", part, warns_at=PARTS, priority="P2")
    await night.run_due()

    assert await night.pages() == []


async def test_a_case_of_terms_with_one_warning_pages_as_it_did(night: Night) -> None:
    await on_call(night)
    night.teller.warns("1")
    night.teller.warns("2", 0.8, warns_at=(0.8,))
    await night.run_due()

    assert night.provider.reasons == ["deadline-warned", "deadline-warned"]


async def test_several_warnings_that_were_missed_at_once_page_once(night: Night) -> None:
    """The clock was away from before the first to after the last: each has its event."""
    await on_call(night)
    for part in PARTS:
        night.teller.warns("1", part, warns_at=PARTS, due_in=timedelta(minutes=5))
    await night.run_due()

    assert night.provider.reasons == ["deadline-warned"]


async def test_a_warning_that_is_noticed_after_the_due_time_pages_nobody(night: Night) -> None:
    """The events may come in two batches, so that the warning alone must tell."""
    await on_call(night)
    night.teller.warns("1", warns_at=PARTS, due_in=timedelta(minutes=-10))
    await night.run_due()
    night.teller.breaches("1")
    await night.run_due()

    assert night.provider.reasons == ["deadline-breached"]


async def test_a_warning_and_a_breach_that_are_read_together_page_once(night: Night) -> None:
    """The notifier was away: when it reads the warning, the breach is there, too."""
    await on_call(night)
    night.teller.warns("1", warns_at=PARTS)
    night.clock.move(timedelta(minutes=15))
    night.teller.breaches("1")
    await night.run_due()

    assert night.provider.reasons == ["deadline-breached"]


async def test_a_rule_may_say_after_which_parts_it_pages(night: Night) -> None:
    await on_call(night, warned_at=[0.9, 0.5, 0.9])
    shown = list[int]()
    for case_id, part in (("1", 0.5), ("2", 0.75), ("3", 0.9)):
        night.teller.warns(case_id, part, warns_at=PARTS)
        await night.run_due()
        shown.append(len(night.provider.reasons))

    assert shown == [1, 1, 2]
    async with night.client() as admin:
        rule = (await admin.get("/v1/routing-rules/warnings")).json()
    assert rule["warned_at"] == [0.5, 0.9]


async def test_a_later_part_pages_again_only_where_the_page_of_the_earlier_one_is_over(
    night: Night,
) -> None:
    await on_call(night, warned_at=[0.5, 0.75, 0.9])
    shown = list[int]()
    for part in PARTS:
        if part == 0.9:
            (page,) = await night.pages()
            async with night.client() as admin:
                good(await admin.post(f"/v1/pages/{page.facts.page_id}/resolve", json={}))
        night.teller.warns("1", part, warns_at=PARTS)
        await night.run_due()
        shown.append(night.provider.reasons.count("deadline-warned"))

    assert shown == [1, 1, 2]


@pytest.mark.parametrize(("warned_at", "raised"), [([0.9], 0), ([0.75, 0.9], 1), (None, 1)])
async def test_a_rule_that_names_parts_pages_for_cover_only_after_a_part_that_cover_has(
    night: Night, warned_at: list[float] | None, raised: int
) -> None:
    await on_call(night, reasons=["deadline-warned", "cover-warned"], warned_at=warned_at)
    night.teller.warns("1", 0.75, warns_at=(0.75,), goal="cover")
    await night.run_due()

    assert night.provider.reasons == ["cover-warned"] * raised


async def test_parts_that_no_budget_has_are_refused(night: Night) -> None:
    await night.define_on_call(ALL_ELSE)
    answers = list[tuple[int, str]]()
    async with night.client() as admin:
        for warned_at in ([], [0], [1], [1.5], ["half"], [-0.1]):
            rule = {**P1_WARNINGS, "warned_at": warned_at}
            answer = await admin.post("/v1/routing-rules", json=rule)
            answers.append((answer.status_code, answer.json()["code"]))

    assert set(answers) == {(422, "invalid-request")}
