"""Each decider about maintenance alone: given events, when a command, then events or a refusal
(CP-33).
"""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from careplans.terms import load_terms
from events.catalogue.case_events import MessageText
from events.catalogue.continuity_events import (
    MaintenanceCorrected,
    MaintenanceRecorded,
    MaintenanceWindowSet,
    MaintenanceWithdrawn,
)
from events.event import Event
from intake.adapters import care_deciders
from intake.domain.check_maintenance import Stretch
from intake.domain.continuity import INITIAL, Continuity, Window, evolve
from intake.domain.continuity_year import judge_maintenance
from intake.domain.correct_maintenance import CorrectMaintenance
from intake.domain.record_maintenance import RecordMaintenance
from intake.domain.scheduled_windows import meets_window
from intake.domain.set_maintenance_window import SetMaintenanceWindow
from intake.domain.withdraw_maintenance import WithdrawMaintenance
from tests.support.given import deciding

ZONE = ZoneInfo("America/Detroit")
NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)
PROMISED = load_terms().versions[-1].continuity


def local(month: int, day: int, hour: int, minute: int = 0, *, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=ZONE).astimezone(UTC)


# 2026-01-04 is a Sunday.
WEEKLY = Window(
    window_id="weekly",
    every="week",
    first_on=date(2026, 1, 4),
    starts_at=time(22),
    minutes=180,
)
SET = MaintenanceWindowSet(
    customer_id="acme",
    window_id="weekly",
    every="week",
    first_on=date(2026, 1, 4),
    starts_at="22:00",
    minutes=180,
    set_by="tess",
)


def recorded(
    maintenance_id: str, start: datetime, end: datetime, window_id: str | None = "weekly"
) -> MaintenanceRecorded:
    return MaintenanceRecorded(
        customer_id="acme",
        maintenance_id=maintenance_id,
        window_id=window_id,
        started_at=start,
        ended_at=end,
        recorded_by="tess",
    )


SUNDAY = Stretch(window_id="weekly", started_at=local(3, 1, 22, 10), ended_at=local(3, 1, 22, 50))
DONE = recorded("m1", SUNDAY.started_at, SUNDAY.ended_at)

setting = deciding(care_deciders.SETTING_WINDOW)
recording = deciding(care_deciders.RECORDING_MAINTENANCE)
correcting = deciding(care_deciders.CORRECTING_MAINTENANCE)
withdrawing = deciding(care_deciders.WITHDRAWING_MAINTENANCE)

SCHEDULE = SetMaintenanceWindow(customer_id="acme", ebc=True, window=WEEKLY, set_by="tess")
RECORD = RecordMaintenance(
    customer_id="acme",
    ebc=True,
    maintenance_id="m1",
    stretch=SUNDAY,
    text=None,
    recorded_by="tess",
    now=NOW,
    vendors_zone=ZONE,
)


def test_a_window_is_scheduled_once() -> None:
    setting.given().when(SCHEDULE).then(SET)
    setting.given(SET).when(SCHEDULE).then()
    first_on = date(2026, 4, 1)
    moved = replace(WEEKLY, every="two-weeks", first_on=first_on, starts_at=time(5), minutes=60)
    again = setting.given(SET, _moved(first_on, "05:00"))
    again.when(replace(SCHEDULE, window=moved)).then()


def test_a_window_is_for_customers_with_the_promise_and_ends_after_it_begins() -> None:
    setting.given().when(replace(SCHEDULE, ebc=False)).refused("ebc-required")
    ended = replace(WEEKLY, last_on=date(2026, 1, 3))
    setting.given().when(replace(SCHEDULE, window=ended)).refused("window-ends-before-it-starts")
    one_day = replace(SCHEDULE, window=replace(WEEKLY, last_on=date(2026, 1, 4)))
    [window] = setting.given().when(one_day).then(_ended(date(2026, 1, 4))).windows["weekly"]
    assert window.last_on == date(2026, 1, 4)


def _ended(last_on: date) -> MaintenanceWindowSet:
    return MaintenanceWindowSet(
        customer_id="acme",
        window_id="weekly",
        every="week",
        first_on=date(2026, 1, 4),
        starts_at="22:00",
        minutes=180,
        last_on=last_on,
        set_by="tess",
    )


def _moved(first_on: date, starts_at: str) -> MaintenanceWindowSet:
    return MaintenanceWindowSet(
        customer_id="acme",
        window_id="weekly",
        every="two-weeks",
        first_on=first_on,
        starts_at=starts_at,
        minutes=60,
        set_by="tess",
    )


def _after(*events: Event) -> Continuity:
    state = INITIAL
    for event in events:
        state = care_deciders.evolve_continuity(state, event)
    return state


def test_a_window_is_what_it_was_until_the_day_from_which_it_is_set_anew() -> None:
    windows = _after(SET, _moved(date(2026, 4, 1), "05:00")).windows["weekly"]
    assert [(it.first_on, it.last_on, it.every) for it in windows] == [
        (date(2026, 1, 4), date(2026, 3, 31), "week"),
        (date(2026, 4, 1), None, "two-weeks"),
    ]
    assert meets_window(windows, local(3, 29, 22), local(3, 29, 23), ZONE)
    assert not meets_window(windows, local(4, 5, 22), local(4, 5, 23), ZONE)
    # Set anew from an earlier day: what was planned for later is void.
    [anew] = _after(
        SET, _moved(date(2026, 4, 1), "05:00"), _moved(date(2026, 1, 4), "04:00")
    ).windows["weekly"]
    assert (anew.first_on, anew.starts_at) == (date(2026, 1, 4), time(4))


def test_a_window_that_had_ended_does_not_open_again_before_it_is_set_anew() -> None:
    windows = _after(_ended(date(2026, 2, 1)), _moved(date(2026, 4, 1), "05:00")).windows["weekly"]
    assert windows[0].last_on == date(2026, 2, 1)


@pytest.mark.parametrize(
    ("start", "end", "meets"),
    [
        (local(1, 4, 22), local(1, 4, 22, 1), True),
        (local(1, 4, 21), local(1, 4, 22), False),
        (local(1, 4, 21, 59), local(1, 4, 22, 1), True),
        (local(1, 5, 0, 59), local(1, 5, 2), True),
        (local(1, 5, 1), local(1, 5, 2), False),
        (local(1, 11, 23), local(1, 11, 23, 30), True),
        (local(1, 7, 23), local(1, 7, 23, 30), False),
        (local(1, 7, 23), local(1, 20, 0), True),
        (local(12, 28, 22, year=2025), local(12, 28, 23, year=2025), False),
        # 25 hours long: the window still begins at its local time.
        (local(11, 1, 22), local(11, 1, 22, 30), True),
    ],
)
def test_a_weekly_window_is_open_on_its_local_evening(
    start: datetime, end: datetime, meets: bool
) -> None:
    assert meets_window([WEEKLY], start, end, ZONE) is meets


def test_a_biweekly_window_is_counted_from_its_first_day_to_its_last() -> None:
    window = replace(WEEKLY, every="two-weeks", last_on=date(2026, 2, 1))
    open_on = [
        day
        for month, day in [(1, 4), (1, 11), (1, 18), (1, 25), (2, 1), (2, 15)]
        if meets_window([window], local(month, day, 22), local(month, day, 23), ZONE)
    ]
    assert open_on == [4, 18, 1]


def test_maintenance_is_recorded_in_its_window() -> None:
    recording.given(SET).when(RECORD).then(DONE)
    recording.given(SET, DONE).when(RECORD).refused("maintenance-exists")
    recording.given().when(RECORD).refused("unknown-window")
    recording.given(SET).when(replace(RECORD, ebc=False)).refused("ebc-required")


def test_what_was_written_about_maintenance_is_kept_apart() -> None:
    after = (
        recording.given(SET)
        .when(replace(RECORD, text="A disk"))
        .then(
            MaintenanceRecorded(
                customer_id="acme",
                maintenance_id="m1",
                window_id="weekly",
                started_at=SUNDAY.started_at,
                ended_at=SUNDAY.ended_at,
                recorded_by="tess",
                personal=MessageText(text="A disk"),
            )
        )
    )
    assert after.maintenance["m1"].note == "A disk"


@pytest.mark.parametrize(
    ("start", "end", "code"),
    [
        (local(3, 1, 22), local(3, 1, 22), "maintenance-ends-before-it-starts"),
        (local(3, 3, 22), local(3, 3, 23), "outside-the-window"),
        (local(6, 14, 22), local(6, 15, 9), "maintenance-in-the-future"),
    ],
)
def test_what_cannot_have_been_done_is_refused(start: datetime, end: datetime, code: str) -> None:
    stretch = Stretch(window_id="weekly", started_at=start, ended_at=end)
    recording.given(SET).when(replace(RECORD, stretch=stretch)).refused(code)


def test_maintenance_may_end_now() -> None:
    stretch = replace(SUNDAY, ended_at=local(3, 1, 23))
    command = replace(RECORD, stretch=stretch, now=local(3, 1, 23))
    recording.given(SET).when(command).then(recorded("m1", stretch.started_at, stretch.ended_at))


def test_no_minute_counts_twice() -> None:
    other = replace(RECORD, maintenance_id="m2")
    refusal = recording.given(SET, DONE).when(other).refused("maintenance-overlaps")
    assert "m1" in refusal.detail
    after = replace(SUNDAY, started_at=SUNDAY.ended_at, ended_at=local(3, 1, 23))
    recording.given(SET, DONE).when(replace(other, stretch=after)).then(
        recorded("m2", after.started_at, after.ended_at)
    )
    before = replace(SUNDAY, started_at=local(3, 1, 22), ended_at=SUNDAY.started_at)
    recording.given(SET, DONE).when(replace(other, stretch=before)).then(
        recorded("m2", before.started_at, before.ended_at)
    )


def test_unscheduled_maintenance_needs_no_window_and_may_overlap() -> None:
    unscheduled = replace(SUNDAY, window_id=None)
    event = recorded("m2", SUNDAY.started_at, SUNDAY.ended_at, None)
    command = replace(RECORD, maintenance_id="m2", stretch=unscheduled)
    recording.given(SET, DONE).when(command).then(event)
    recording.given(SET, event).when(RECORD).then(DONE)


CORRECT = CorrectMaintenance(
    customer_id="acme",
    maintenance_id="m1",
    stretch=replace(SUNDAY, ended_at=local(3, 1, 23, 20)),
    reason="Read off the wrong line",
    corrected_by="tim",
    now=NOW,
    vendors_zone=ZONE,
)
CORRECTED = MaintenanceCorrected(
    customer_id="acme",
    maintenance_id="m1",
    window_id="weekly",
    started_at=SUNDAY.started_at,
    ended_at=local(3, 1, 23, 20),
    corrected_by="tim",
    personal=MessageText(text="Read off the wrong line"),
)
WITHDRAW = WithdrawMaintenance(
    customer_id="acme", maintenance_id="m1", reason="Another customer's", withdrawn_by="tim"
)
WITHDRAWN = MaintenanceWithdrawn(
    customer_id="acme",
    maintenance_id="m1",
    withdrawn_by="tim",
    personal=MessageText(text="Another customer's"),
)


def test_maintenance_is_corrected_with_a_reason() -> None:
    after = correcting.given(SET, DONE).when(CORRECT).then(CORRECTED)
    now = after.maintenance["m1"]
    assert (now.ended_at, now.note, now.corrected, now.recorded_by) == (
        local(3, 1, 23, 20),
        "Read off the wrong line",
        True,
        "tess",
    )
    correcting.given(SET, DONE, CORRECTED).when(CORRECT).then()
    correcting.given(SET).when(CORRECT).refused("unknown-maintenance")
    correcting.given(SET, DONE, WITHDRAWN).when(CORRECT).refused("maintenance-withdrawn")


def test_a_correction_is_checked_like_what_it_corrects() -> None:
    backwards = replace(SUNDAY, ended_at=SUNDAY.started_at)
    correcting.given(SET, DONE).when(replace(CORRECT, stretch=backwards)).refused(
        "maintenance-ends-before-it-starts"
    )
    later = recorded("m2", local(3, 1, 23), local(3, 1, 23, 30))
    correcting.given(SET, DONE, later).when(CORRECT).refused("maintenance-overlaps")


def test_maintenance_is_withdrawn_once_and_makes_room() -> None:
    after = withdrawing.given(SET, DONE).when(WITHDRAW).then(WITHDRAWN)
    assert after.in_effect == ()
    assert after.maintenance["m1"].note == "Another customer's"
    withdrawing.given(SET, DONE, WITHDRAWN).when(WITHDRAW).then()
    withdrawing.given(SET).when(WITHDRAW).refused("unknown-maintenance")
    again = replace(RECORD, maintenance_id="m2")
    recording.given(SET, DONE, WITHDRAWN).when(again).then(
        recorded("m2", SUNDAY.started_at, SUNDAY.ended_at)
    )


TODAY = date(2026, 6, 15)


def test_minutes_over_a_months_end_and_over_new_year_are_split_in_the_vendors_zone() -> None:
    state = _after(
        recorded("m1", local(12, 31, 23, 30, year=2025), local(1, 1, 0, 20)),
        recorded("m2", local(3, 31, 23, 45), local(4, 1, 0, 30)),
    )
    year = judge_maintenance(state, 2026, PROMISED, TODAY, ZONE)
    minutes = {use.month: use.minutes for use in year.judged.months}
    assert minutes == {1: 20, 2: 0, 3: 15, 4: 30, 5: 0, 6: 0}
    before = judge_maintenance(state, 2025, PROMISED, TODAY, ZONE)
    assert before.judged.months[-1].minutes == 30
    assert len(before.judged.months) == 12
    assert judge_maintenance(state, 2027, PROMISED, TODAY, ZONE).judged.months == ()


def test_an_hour_that_clocks_skip_is_no_maintenance() -> None:
    # 2026-03-08, 02:00 to 03:00 local does not exist.
    state = _after(recorded("m1", local(3, 8, 1, 30), local(3, 8, 3, 30)))
    year = judge_maintenance(state, 2026, PROMISED, TODAY, ZONE)
    assert year.judged.months[2].minutes == 60


def test_the_two_longest_months_take_the_long_allowances_and_unscheduled_is_apart() -> None:
    state = _after(
        recorded("m1", local(1, 5, 10), local(1, 5, 11, 10)),
        recorded("m2", local(2, 2, 10), local(2, 2, 12)),
        recorded("m3", local(3, 2, 10), local(3, 2, 11, 30)),
        recorded("m4", local(4, 2, 10), local(4, 2, 20), None),
        recorded("m5", local(4, 3, 10), local(4, 3, 10, 30)),
        recorded("m6", local(4, 4, 10), local(4, 4, 10, 30)),
    )
    year = judge_maintenance(state, 2026, PROMISED, TODAY, ZONE)
    assert [(it.month, it.allowance, it.broke_promise) for it in year.judged.months] == [
        (1, 60, True),
        (2, 240, False),
        (3, 240, False),
        (4, 60, False),
        (5, 60, False),
        (6, 60, False),
    ]
    assert year.judged.left == {60: 6, 240: 0}
    assert year.unscheduled == {4: 600}


def test_what_was_withdrawn_counts_for_nothing() -> None:
    state = _after(SET, DONE, WITHDRAWN)
    year = judge_maintenance(state, 2026, PROMISED, TODAY, ZONE)
    assert [use.minutes for use in year.judged.months] == [0] * 6


def test_every_event_of_maintenance_moves_the_state() -> None:
    state = INITIAL
    for event in (SET, DONE, CORRECTED, WITHDRAWN):
        moved = evolve(state, event)
        assert moved != state
        state = moved
