"""Rotations: exactly one engineer an instant, hand-offs that stay at their local hour, layers,
overrides and restrictions.
"""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from events.catalogue.on_call_events import OverrideAdded, RotationLayer
from notifier.domain.rotation_shifts import layer_on_call, layer_shifts, turn_start
from notifier.domain.schedule import Schedule
from notifier.domain.who_is_on_call import current_shift, on_call_at, render_shifts

DETROIT = "America/Detroit"
ZONES = [
    DETROIT,
    "UTC",
    "Europe/Berlin",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "America/Sao_Paulo",
    "Africa/Cairo",
]
MEMBERS = ("noa", "chidi", "elsa")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def local(text: str, zone: str = DETROIT) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def weekly(**changes: object) -> RotationLayer:
    fields: dict[str, object] = {
        "name": "weekly",
        "members": MEMBERS,
        "starts_on": "2026-03-02",
        "handoff": "09:00",
        "zone": DETROIT,
    }
    # The test names the fields that it changes.
    return RotationLayer(**{**fields, **changes})  # type: ignore[arg-type]


def schedule(*layers: RotationLayer, overrides: tuple[OverrideAdded, ...] = ()) -> Schedule:
    return Schedule(schedule_id="s", name="S", layers=layers, overrides=overrides)


def override(engineer_id: str, start: str, end: str, name: str = "o") -> OverrideAdded:
    return OverrideAdded(
        schedule_id="s",
        override_id=name,
        engineer_id=engineer_id,
        starts_at=utc(start),
        ends_at=utc(end),
    )


layers = st.builds(
    RotationLayer,
    name=st.just("any"),
    members=st.lists(
        st.sampled_from(["a", "b", "c", "d"]), min_size=1, max_size=4, unique=True
    ).map(tuple),
    starts_on=st.dates(date(2015, 1, 1), date(2030, 12, 31)).map(date.isoformat),
    handoff=st.times().map(lambda at: f"{at:%H:%M}"),
    zone=st.sampled_from(ZONES),
    shift_days=st.integers(1, 30),
)
windows = st.tuples(st.times(), st.times(), st.sets(st.integers(1, 7), min_size=1)).map(
    lambda it: (f"{it[0]:%H:%M}", f"{it[1]:%H:%M}", tuple(sorted(it[2])))
)
instants = st.datetimes(
    datetime(2016, 1, 1),  # noqa: DTZ001
    datetime(2032, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)


def test_members_take_turns_from_the_first_hand_off_on() -> None:
    layer = weekly()

    assert layer_on_call(layer, local("2026-03-02 08:59")) is None
    assert layer_on_call(layer, local("2026-03-02 09:00")) == "noa"
    assert layer_on_call(layer, local("2026-03-09 08:59")) == "noa"
    assert layer_on_call(layer, local("2026-03-09 09:00")) == "chidi"
    assert layer_on_call(layer, local("2026-03-23 09:00")) == "noa"


def test_the_hand_off_stays_at_its_local_hour_when_clocks_change() -> None:
    assert turn_start(weekly(), 0) == utc("2026-03-02 14:00")
    assert turn_start(weekly(), 1) == utc("2026-03-09 13:00")


def test_a_hand_off_at_an_hour_that_is_skipped_comes_as_much_later() -> None:
    assert turn_start(weekly(handoff="02:30", starts_on="2026-03-08"), 0) == utc("2026-03-08 07:30")


def test_a_hand_off_at_an_hour_that_comes_twice_is_at_the_first() -> None:
    assert turn_start(weekly(handoff="01:30", starts_on="2026-11-01"), 0) == utc("2026-11-01 05:30")


@given(layers, instants)
def test_in_a_layer_without_restrictions_there_is_exactly_one_engineer_an_instant(
    layer: RotationLayer, at: datetime
) -> None:
    begun = at >= turn_start(layer, 0)

    assert (layer_on_call(layer, at) in layer.members) is begun
    assert (
        len(
            [s for s in layer_shifts(layer, at, at + timedelta(seconds=1)) if s.start <= at < s.end]
        )
        == begun
    )


@given(layers, instants, st.integers(1, 90))
def test_shifts_tile_the_time_without_gap_or_overlap(
    layer: RotationLayer, start: datetime, days: int
) -> None:
    begin = max(start, turn_start(layer, 0))
    end = begin + timedelta(days=days)

    shifts = list(layer_shifts(layer, begin, end))

    assert (shifts[0].start, shifts[-1].end) == (begin, end)
    assert all(before.end == after.start for before, after in pairwise(shifts))
    assert all(shift.start < shift.end for shift in shifts)


@given(layers, layers, windows, instants, instants)
def test_what_is_rendered_is_what_is_answered(
    low: RotationLayer,
    high: RotationLayer,
    window: tuple[str, str, tuple[int, ...]],
    start: datetime,
    at: datetime,
) -> None:
    restricted = RotationLayer(
        name="high",
        members=high.members,
        starts_on=high.starts_on,
        handoff=high.handoff,
        zone=high.zone,
        shift_days=high.shift_days,
        from_time=window[0],
        to_time=window[1],
        weekdays=window[2],
    )
    both = schedule(low, restricted)
    when = start + (at - start) % timedelta(days=20)

    shifts = render_shifts(both, start, start + timedelta(days=20))

    on_call_then = [shift.engineer_id for shift in shifts if shift.start <= when < shift.end]
    assert on_call_then == [engineer for engineer in [on_call_at(both, when)] if engineer]


def test_the_last_layer_that_has_somebody_wins() -> None:
    nights = weekly(name="nights", members=("elsa",), from_time="18:00", to_time="06:00")
    both = schedule(weekly(), nights)

    assert on_call_at(both, local("2026-03-03 12:00")) == "noa"
    assert on_call_at(both, local("2026-03-03 18:00")) == "elsa"
    assert on_call_at(both, local("2026-03-04 05:59")) == "elsa"
    assert on_call_at(both, local("2026-03-04 06:00")) == "noa"


def test_a_window_over_midnight_belongs_to_the_day_on_which_it_begins() -> None:
    friday_nights = schedule(weekly(from_time="22:00", to_time="06:00", weekdays=(5,)))

    assert on_call_at(friday_nights, local("2026-03-07 05:00")) == "noa"
    assert on_call_at(friday_nights, local("2026-03-07 23:00")) is None


def parts(layer: RotationLayer, start: str, end: str) -> list[tuple[str, str, str]]:
    """Return a layer's shifts between two local times, in local time."""
    return [
        (f"{begins:%m-%d %H:%M}", f"{ends:%m-%d %H:%M}", shift.engineer_id)
        for shift in layer_shifts(layer, local(start), local(end))
        for begins, ends in [
            (shift.start.astimezone(ZoneInfo(DETROIT)), shift.end.astimezone(ZoneInfo(DETROIT)))
        ]
    ]


def test_a_layer_without_restrictions_has_one_shift_a_turn() -> None:
    assert parts(weekly(), "2026-03-12 12:00", "2026-03-17 12:00") == [
        ("03-12 12:00", "03-16 09:00", "chidi"),
        ("03-16 09:00", "03-17 12:00", "elsa"),
    ]
    assert parts(weekly(), "2026-03-12 12:00", "2026-03-16 09:00") == [
        ("03-12 12:00", "03-16 09:00", "chidi")
    ]


def test_a_restricted_layer_has_a_shift_for_each_part_of_a_day_and_none_that_is_empty() -> None:
    evenings = weekly(from_time="18:00", to_time="22:00")

    # The period begins where a part ends, and ends within another.
    assert parts(evenings, "2026-03-10 22:00", "2026-03-12 20:00") == [
        ("03-11 18:00", "03-11 22:00", "chidi"),
        ("03-12 18:00", "03-12 20:00", "chidi"),
    ]
    assert parts(evenings, "2026-03-11 08:00", "2026-03-11 18:00") == []


def test_a_layer_may_be_restricted_at_one_side_or_to_days_only() -> None:
    from_six, until_six = weekly(from_time="18:00"), weekly(to_time="06:00")
    fridays = weekly(weekdays=(5,))

    assert parts(from_six, "2026-03-10 12:00", "2026-03-11 12:00") == [
        ("03-10 18:00", "03-11 00:00", "chidi")
    ]
    assert parts(until_six, "2026-03-10 12:00", "2026-03-11 12:00") == [
        ("03-11 00:00", "03-11 06:00", "chidi")
    ]
    assert parts(fridays, "2026-03-12 12:00", "2026-03-15 12:00") == [
        ("03-13 00:00", "03-14 00:00", "chidi")
    ]
    friday_noon, saturday_noon = local("2026-03-13 12:00"), local("2026-03-14 12:00")
    assert (layer_on_call(fridays, friday_noon), layer_on_call(fridays, saturday_noon)) == (
        "chidi",
        None,
    )


def test_an_override_counts_whatever_the_layers_say_and_the_last_one_added_most() -> None:
    first = override("elsa", "2026-03-03 12:00", "2026-03-03 18:00", "first")
    second = override("chidi", "2026-03-03 15:00", "2026-03-03 16:00", "second")
    covered = schedule(weekly(), overrides=(first, second))

    shifts = render_shifts(covered, utc("2026-03-03 11:00"), utc("2026-03-03 19:00"))

    assert {shift.source for shift in shifts} == {"weekly", "override"}
    assert [(s.start.hour, s.engineer_id) for s in shifts] == [
        (11, "noa"),
        (12, "elsa"),
        (15, "chidi"),
        (16, "elsa"),
        (18, "noa"),
    ]


def test_who_is_on_call_comes_with_until_when() -> None:
    shift = current_shift(schedule(weekly()), local("2026-03-03 12:00"))

    assert shift is not None
    assert (shift.engineer_id, shift.end) == ("noa", local("2026-03-09 09:00"))


def test_nobody_is_on_call_in_an_empty_schedule() -> None:
    assert current_shift(schedule(), utc("2026-03-03 12:00")) is None
    assert render_shifts(schedule(), utc("2026-03-03 12:00"), utc("2026-03-04 12:00")) == []


def test_a_day_that_a_zone_skips_makes_no_shift_and_no_gap() -> None:
    samoa = weekly(zone="Pacific/Apia", starts_on="2011-12-26", shift_days=1)

    shifts = list(layer_shifts(samoa, utc("2011-12-27 00:00"), utc("2012-01-03 00:00")))

    assert all(before.end == after.start for before, after in pairwise(shifts))
    assert all(shift.start < shift.end for shift in shifts)


def test_a_day_that_begins_twice_hands_off_at_its_first_beginning() -> None:
    st_johns = weekly(
        zone="America/St_Johns", starts_on="2010-11-01", handoff="00:00", shift_days=1
    )

    assert turn_start(st_johns, 6) == utc("2010-11-07 02:30")
    assert [
        layer_on_call(st_johns, utc(f"2010-11-07 {at}")) for at in ("02:29", "02:30", "03:00")
    ] == [
        "elsa",
        "noa",
        "noa",
    ]


def test_a_layer_without_members_has_no_shifts() -> None:
    assert (
        list(layer_shifts(weekly(members=()), utc("2026-03-03 12:00"), utc("2026-03-04 12:00")))
        == []
    )


def test_an_override_of_another_day_changes_nothing() -> None:
    covered = schedule(
        weekly(), overrides=(override("elsa", "2026-03-10 12:00", "2026-03-10 18:00"),)
    )

    shifts = render_shifts(covered, utc("2026-03-03 12:00"), utc("2026-03-04 12:00"))

    assert [shift.engineer_id for shift in shifts] == ["noa"]
    assert on_call_at(covered, utc("2026-03-03 12:00")) == "noa"


def test_a_shift_that_does_not_end_within_the_look_ahead_ends_with_it() -> None:
    alone = schedule(weekly(members=("noa",)))

    shift = current_shift(alone, utc("2026-03-10 12:00"))

    assert shift is not None
    assert shift.end == utc("2026-03-10 12:00") + timedelta(days=400)


def test_an_override_makes_its_engineer_on_call() -> None:
    covered = schedule(overrides=(override("elsa", "2026-03-03 12:00", "2026-03-03 18:00"),))

    assert on_call_at(covered, utc("2026-03-03 12:00")) == "elsa"
    assert on_call_at(covered, utc("2026-03-03 18:00")) is None
