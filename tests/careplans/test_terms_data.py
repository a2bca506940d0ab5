"""The packaged terms say what the plans say, and bad data is refused in one line that names file
and field (CP-1 to CP-33).
"""

from contextlib import suppress
from datetime import UTC, date, datetime
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

import msgspec
import pytest

from careplans.calendars import load_calendars
from careplans.check_terms import check_folder, warnings
from careplans.compare_terms import materially_worse
from careplans.cover_rules import CoverRules
from careplans.errors import InvalidCatalogue, UnknownTerms
from careplans.freeze_calendars import freeze_calendars
from careplans.promise_from_terms import promise_from
from careplans.reading import FIRST_READING, READING, reading_of
from careplans.terms import TermsCatalogue, load_terms, read_terms
from careplans.vendors_day import vendors_day, vendors_zone
from careplans.vocabulary import PLANS, PRIORITIES

TERMS = load_terms().in_force(date(2026, 1, 1))
PRINTED = (files("careplans") / "data" / "terms" / "2010.1.toml").read_text(encoding="utf-8")
CALENDAR = (files("careplans") / "data" / "calendars" / "us-federal.1.toml").read_text(
    encoding="utf-8"
)

# The first letters of their files' SHA-256.
FROZEN = {
    "2010.1": "272abb39b4bdfc96",
    "2010.2": "c40cc9cabf83f23a",
    "2010.3": "d6df267ead082330",
    "2010.4": "1da3325ac6e45f0d",
    "2010.5": "d08776b6d053dbc9",
}


def folder_with(folder: Path, terms: str = PRINTED, calendar: str = CALENDAR) -> Path:
    for name, text in (("terms", terms), ("calendars", calendar)):
        (folder / name).mkdir()
        (folder / name / "one.toml").write_text(text, encoding="utf-8")
    with suppress(InvalidCatalogue):
        freeze_calendars(folder / "calendars")
    return folder


def test_cases_of_2016_have_terms_in_force() -> None:
    assert load_terms().in_force(date(2016, 2, 29)).version == "2010.5"


def test_there_were_no_terms_before_the_first_version() -> None:
    with pytest.raises(UnknownTerms, match="no terms were in force on 2009-12-31"):
        load_terms().in_force(date(2009, 12, 31))


def test_a_version_is_found_by_its_id() -> None:
    assert load_terms().version("2010.1").in_force_from == date(2010, 1, 1)
    with pytest.raises(UnknownTerms, match="no version '1999'"):
        load_terms().version("1999")


def test_the_version_in_force_is_the_last_that_began() -> None:
    later = msgspec.structs.replace(TERMS, version="2030.1", in_force_from=date(2030, 1, 1))
    catalogue = TermsCatalogue([later, TERMS])
    assert catalogue.in_force(date(2029, 12, 31)).version == "2010.5"
    assert catalogue.in_force(date(2030, 1, 1)).version == "2030.1"


def test_the_terms_name_a_calendar_that_exists() -> None:
    assert (TERMS.calendar_id, TERMS.calendar_version) in load_calendars()


def test_only_p1_counts_always() -> None:
    assert [TERMS.target("gold", priority).counts for priority in PRIORITIES] == [
        "always",
        *["working-time"] * 3,
    ]


def test_the_default_rules_of_a_changed_priority() -> None:
    assert TERMS.when_raised == "earliest-due-under-the-new-priority"
    assert TERMS.when_lowered == "later-of-old-due-and-new-from-start"
    assert TERMS.warn_at_fractions == (0.5, 0.75, 0.9)


def test_reviews_and_benefits_are_as_in_the_plans() -> None:
    assert [TERMS.plan(plan).reviews for plan in ("silver", "gold", "platinum")] == [
        (),
        ("quarter",),
        ("month", "quarter"),
    ]
    assert TERMS.plans.platinum.yearly["fair-admission"] == 1
    assert TERMS.plans.gold.vip_user_group
    assert not TERMS.plans.silver.vip_user_group


@pytest.mark.parametrize(
    ("code", "rule", "services"),
    [
        ("non-payment", "CP-18", False),
        ("unsupported-version", "CP-18", False),
        ("edi-services", "CP-19", True),
    ],
)
def test_exclusions_name_their_rule(code: str, rule: str, services: bool) -> None:
    reason = TERMS.exclusion(code)
    assert reason is not None
    assert (reason.rule, reason.services) == (rule, services)


def test_an_unknown_exclusion_is_none() -> None:
    assert TERMS.exclusion("because") is None


@pytest.mark.rule("CP-22")
def test_the_check_warns_of_the_dearer_plan_that_is_slower() -> None:
    assert list(warnings(load_terms(), load_calendars())) == [
        f"{version}: Platinum is dearer than Gold but slower at {slower} (CP-22)"
        for version in ("2010.1", "2010.2", "2010.3", "2010.4", "2010.5")
        for slower in (
            "P2: 24 working hours, not 12 working hours",
            "P3: 48 working hours, not 24 working hours",
            "P4: 5 business days, not 48 working hours",
        )
    ]


def test_the_check_warns_of_a_dearer_plan_that_is_served_later(tmp_path: Path) -> None:
    odd = PRINTED.replace("queue_rank = 1", "queue_rank = 4")
    lines = check_folder(folder_with(tmp_path, odd))
    assert "2010.1: Platinum is dearer than Gold but served after it (CP-21)" in lines


def test_the_check_warns_of_a_newer_version_that_is_worse(tmp_path: Path) -> None:
    folder = folder_with(tmp_path)
    newer = PRINTED.replace('version = "2010.1"', 'version = "2027.1"').replace(
        "2010-01-01", "2027-01-01"
    )
    (folder / "terms" / "two.toml").write_text(
        newer.replace("notice_days = 90", "notice_days = 100"), encoding="utf-8"
    )
    assert any(
        line.startswith("2027.1: silver is worse than in 2010.1") for line in check_folder(folder)
    )


def test_the_check_warns_of_a_removed_holiday_that_does_not_exist(tmp_path: Path) -> None:
    calendar = CALENDAR.replace("removed = []", 'removed = ["Columbus day"]').replace(
        "version = 1", "version = 2"
    )
    lines = check_folder(folder_with(tmp_path, calendar=calendar))
    assert (
        lines[0]
        == "calendar us-federal version 2: removes 'Columbus day', which is no holiday there"
    )


def test_the_check_warns_of_a_day_after_a_holiday_that_does_not_exist(tmp_path: Path) -> None:
    added = 'added = [{ name = "Bridge", after = "Thanksgiving" }]'
    calendar = CALENDAR.replace("removed = []", added).replace("version = 1", "version = 2")
    lines = check_folder(folder_with(tmp_path, calendar=calendar))
    assert lines[0] == (
        "calendar us-federal version 2: names a day beside 'Thanksgiving',"
        " which is no holiday there"
    )


def test_a_folder_without_calendars_is_checked_against_the_packages(tmp_path: Path) -> None:
    (tmp_path / "terms").mkdir()
    (tmp_path / "terms" / "one.toml").write_text(PRINTED, encoding="utf-8")
    assert len(check_folder(tmp_path)) == 3


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "seats = 4",
            'seats = "four"',
            "one.toml: plans.gold.seats: expected a whole number, got text in quotes",
        ),
        (
            "seats = 4",
            "seat = 4",
            "one.toml: plans.gold: there is no `seat` here; did you mean `seats`?",
        ),
        (
            'P2 = "12 hours"\n',
            "",
            "one.toml: plans.gold.first_response: `P2` is missing",
        ),
        (
            'P2 = "12 hours"',
            'P2 = "soon"',
            "one.toml: plans.gold.first_response.P2: "
            "expected a length such as '24 hours' or '5 business days', got 'soon'",
        ),
        (
            '["P1"] # CP-23',
            '["P0"] # CP-23',
            "one.toml: clock.counts_always[0]: expected 'P1', 'P2', 'P3' or 'P4', got 'P0'",
        ),
        (
            '["P1"] # CP-23',
            '["P1", "P4"] # CP-23',
            "one.toml: plans.silver.first_response.P4: business days count in working time only",
        ),
        (
            "[0.75]",
            "[0, 0.5]",
            "one.toml: clock: warn_at_fractions must ascend, each above 0 and below 1",
        ),
        (
            "[0.75]",
            "[0.75, 0.5]",
            "one.toml: clock: warn_at_fractions must ascend, each above 0 and below 1",
        ),
        (
            "[0.75]",
            "[1.0]",
            "one.toml: clock: warn_at_fractions must ascend, each above 0 and below 1",
        ),
        (
            "notice_days = 90",
            "notice_days = -1",
            "one.toml: renewal: notice_days must not be negative",
        ),
        (
            "closes = 17:00:00",
            "closes = 07:00:00",
            "one.toml: telephone: opens must be before closes",
        ),
        (
            "closes = 17:00:00",
            "closes = 08:00:00",
            "one.toml: telephone: opens must be before closes",
        ),
        ('["boot-camp"],', '["boot"],', "one.toml: trainings: courses without a name: boot"),
        (
            "months = 10",
            "months = 9",
            "one.toml: continuity: the allowances' months must add up to 12",
        ),
        (
            "minutes = 60",
            "minutes = 300",
            "one.toml: continuity: the allowances must ascend by minutes",
        ),
        (
            'id = "us-federal"',
            'id = "moon"',
            "one.toml: calendar: no calendar 'moon' in version 1",
        ),
    ],
)
def test_bad_terms_are_refused_in_one_line(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    assert old in PRINTED
    with pytest.raises(InvalidCatalogue) as refused:
        check_folder(folder_with(tmp_path, PRINTED.replace(old, new, 1)))
    assert str(refused.value) == message


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("America/Detroit", "America/Motown", "one.toml: zone: no time zone 'America/Motown'"),
        ('holidays_of = "US"', 'holidays_of = "XX"', "one.toml: holidays_of: no country 'XX'"),
        (
            "[1, 2, 3, 4, 5]",
            "[]",
            "one.toml: weekdays needs at least one number of 1 (Monday) to 7",
        ),
        (
            "[1, 2, 3, 4, 5]",
            "[0]",
            "one.toml: weekdays needs at least one number of 1 (Monday) to 7",
        ),
        (
            "[1, 2, 3, 4, 5]",
            "[8]",
            "one.toml: weekdays needs at least one number of 1 (Monday) to 7",
        ),
        (
            "removed = []",
            'added = [{ name = "X", every = "13-01" }]',
            "one.toml: added[0]: 'every' must be MM-DD, got '13-01'",
        ),
        (
            "removed = []",
            'added = [{ name = "X" }]',
            "one.toml: added[0]: 'X' needs one of 'on', 'every', 'after' and 'before'",
        ),
        (
            "version = 1",
            "version = ",
            "one.toml: not readable as TOML: that is no value: text stands in quotes"
            " (at line 3, column 11)",
        ),
    ],
)
def test_bad_calendars_are_refused_in_one_line(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    with pytest.raises(InvalidCatalogue) as refused:
        check_folder(folder_with(tmp_path, calendar=CALENDAR.replace(old, new, 1)))
    assert str(refused.value) == message


def test_terms_may_ask_for_notice_up_to_the_last_day(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, PRINTED.replace("notice_days = 90", "notice_days = 0"))
    assert read_terms(folder / "terms").version("2010.1").renewal.notice_days == 0


def test_the_terms_of_the_package_are_those_in_its_folder() -> None:
    # Past the cache: a test that came before has filled it.
    versions = [terms.version for terms in load_terms.__wrapped__().versions]
    assert versions == ["2010.1", "2010.2", "2010.3", "2010.4", "2010.5"]


def test_a_promise_of_the_first_terms_is_read_by_the_first_reading() -> None:
    first, now = load_terms().version("2010.1"), load_terms().version("2010.2")
    readings = [reading_of(promise_from(terms, "gold")) for terms in (first, now)]
    assert readings == [FIRST_READING, READING]
    assert [(one.when_due, one.at_due) for one in readings] == [
        ("same-local-time", "wait-takes-nothing"),
        ("earliest-instant", "wait-has-begun"),
    ]


def test_the_vendors_zone_is_that_of_the_newest_terms() -> None:
    only = TermsCatalogue([TERMS])
    assert vendors_zone(only).key == "America/Detroit"
    # Half past four in the morning in London is still the day before in Detroit.
    assert vendors_day(datetime(2026, 3, 2, 4, 30, tzinfo=UTC), only) == date(2026, 3, 1)


def test_two_files_with_the_same_version_are_refused(tmp_path: Path) -> None:
    folder = folder_with(tmp_path)
    (folder / "terms" / "two.toml").write_text(PRINTED, encoding="utf-8")
    with pytest.raises(
        InvalidCatalogue, match=r"two.toml: version: '2010.1' stands in another file, too"
    ):
        check_folder(folder)


def test_two_versions_that_begin_on_one_day_are_refused(tmp_path: Path) -> None:
    folder = folder_with(tmp_path)
    twin = PRINTED.replace('version = "2010.1"', 'version = "2010.2"')
    (folder / "terms" / "two.toml").write_text(twin, encoding="utf-8")
    with pytest.raises(
        InvalidCatalogue, match=r"two.toml: in_force_from: another version begins on that day"
    ):
        check_folder(folder)


def test_of_two_versions_of_one_day_the_one_that_supersedes_is_in_force(tmp_path: Path) -> None:
    """Where its file stands in the folder does not matter."""
    folder = folder_with(tmp_path)
    for name, version, older in (("a", "2010.3", "2010.2"), ("z", "2010.2", "2010.1")):
        text = PRINTED.replace(
            'version = "2010.1"', f'version = "{version}"\nsupersedes = "{older}"'
        )
        (folder / "terms" / f"{name}.toml").write_text(text, encoding="utf-8")
    catalogue = read_terms(folder / "terms")
    assert catalogue.in_force(date(2026, 1, 1)).version == "2010.3"
    assert catalogue.version("2010.1").supersedes is None


@pytest.mark.parametrize("older", ["2010.7", "2010.2"])
def test_what_supersedes_names_another_version_of_its_day(tmp_path: Path, older: str) -> None:
    folder = folder_with(tmp_path)
    text = PRINTED.replace('version = "2010.1"', f'version = "2010.2"\nsupersedes = "{older}"')
    (folder / "terms" / "two.toml").write_text(text, encoding="utf-8")
    with pytest.raises(InvalidCatalogue, match=r"two.toml: "):
        check_folder(folder)


def test_the_first_terms_keep_the_first_reading_and_those_in_force_have_the_decided_one() -> None:
    """CP-2, CP-24, CP-27a, CP-27b: the first file is as it was, byte for byte."""
    first, now = load_terms().version("2010.1"), load_terms().in_force(date(2026, 1, 1))
    assert (first.reading, now.reading) == (FIRST_READING, READING)
    assert now.when_raised == "earliest-due-under-the-new-priority"
    assert now.when_lowered == "later-of-old-due-and-new-from-start"
    checksum = "272abb39b4bdfc9604cd0a0a57e33e6fe291bf5629b640d0091d8424656b810c"
    assert sha256(PRINTED.encode()).hexdigest() == checksum


def test_what_is_printed_is_the_same_in_both() -> None:
    first, now = load_terms().version("2010.1"), load_terms().version("2010.2")
    assert all(first.targets(plan) == now.targets(plan) for plan in PLANS)
    assert all(materially_worse(plan, first, now) == () for plan in PLANS)


def test_what_was_published_never_changes() -> None:
    """CP-2: a term is pinned to its version, whose file stays as it was."""
    folder = files("careplans") / "data" / "terms"
    sums = [sha256((folder / f"{it}.toml").read_bytes()).hexdigest()[:16] for it in FROZEN]
    assert dict(zip(FROZEN, sums, strict=True)) == FROZEN


def test_newer_terms_take_nothing_from_a_running_term() -> None:
    before, now = load_terms().version("2010.3"), load_terms().version("2010.4")
    assert all(materially_worse(plan, before, now) == () for plan in PLANS)
    assert now.reading == before.reading
    assert now.plans.gold.most_extra_seats is None
    assert before.plans.gold.most_extra_seats == 1


def test_terms_that_warn_more_often_promise_the_same() -> None:
    before, now = load_terms().version("2010.4"), load_terms().version("2010.5")
    assert now.supersedes == before.version
    assert all(before.targets(plan) == now.targets(plan) for plan in PLANS)
    assert all(materially_worse(plan, before, now) == () for plan in PLANS)
    assert all(materially_worse(plan, now, before) == () for plan in PLANS)


@pytest.mark.parametrize("fractions", ["[0.9, 0.75]", "[0.0]", "[1.0]", "[0.5, 0.5]"])
def test_parts_of_cover_that_make_no_sense_are_told_with_their_file(
    tmp_path: Path, fractions: str
) -> None:
    text = (
        f'{PRINTED}\n[cover]\nafter_opening = "9 minutes"\nafter_letting_go = "5 minutes"\n'
        f"warn_at_fractions = {fractions}\n"
    )
    with pytest.raises(InvalidCatalogue, match=r"one.toml: cover: warn_at_fractions must ascend"):
        check_folder(folder_with(tmp_path, text))


def test_older_terms_mean_the_codes_of_the_first_that_has_any() -> None:
    """CP-19: what is beyond the plan was so in words before it had codes."""
    terms = load_terms()
    older, coded = terms.version("2010.1"), terms.version("2010.4")
    later = msgspec.structs.replace(
        coded, version="2030.1", in_force_from=date(2030, 1, 1), supersedes=None
    )
    catalogue = TermsCatalogue([*terms.versions, later])
    assert catalogue.coded(older) is coded
    assert catalogue.coded(later) is later
    assert TermsCatalogue([older]).coded(older) is older


def test_a_topic_beyond_the_plan_names_a_service_that_exists() -> None:
    coded = load_terms().version("2010.4")
    assert [topic.code for topic in coded.edi_topics if topic.service is None] == ["basic-function"]
    with pytest.raises(ValueError, match="edi_topics: no such service: edi-configuration, edi-"):
        msgspec.structs.replace(coded, services=coded.services[-1:])


def test_to_go_back_to_the_first_reading_is_worse() -> None:
    first, now = load_terms().version("2010.1"), load_terms().version("2010.2")
    assert materially_worse("silver", now, first) == (
        "business days that begin on a weekend end with the start of a working day",
        "a priority that was lowered and raised again begins anew",
    )


def test_the_terms_in_force_say_how_long_a_p1_may_be_without_an_engineer() -> None:
    """CP-26: what is published before stays as it was, byte for byte."""
    older, now = load_terms().version("2010.2"), load_terms().in_force(date(2026, 1, 1))
    assert (older.cover, now.cover) == (
        None,
        CoverRules(
            after_opening="15 minutes", after_letting_go="5 minutes", warn_at_fractions=(0.75,)
        ),
    )
    published = (files("careplans") / "data" / "terms" / "2010.2.toml").read_bytes()
    checksum = "c40cc9cabf83f23a93472004ef7634936485ee08ac7e69b7af9041ca8b6d911e"
    assert sha256(published).hexdigest() == checksum
    assert all(older.targets(plan) == now.targets(plan) for plan in PLANS)
    assert all(materially_worse(plan, older, now) == () for plan in PLANS)


@pytest.mark.parametrize(
    ("after_opening", "after_letting_go", "worse"),
    [
        ("15 minutes", "5 minutes", ()),
        ("10 minutes", "1 minute", ()),
        (
            "20 minutes",
            "5 minutes",
            ("a P1 may be without an engineer for 20 minutes, not 15 minutes",),
        ),
        (
            "15 minutes",
            "6 minutes",
            ("a P1 may be without an engineer for 6 minutes, not 5 minutes",),
        ),
    ],
)
def test_a_longer_time_without_an_engineer_is_worse(
    after_opening: str, after_letting_go: str, worse: tuple[str, ...]
) -> None:
    cover = CoverRules(after_opening=after_opening, after_letting_go=after_letting_go)
    assert materially_worse("gold", TERMS, msgspec.structs.replace(TERMS, cover=cover)) == worse


def test_terms_that_say_nothing_of_cover_are_worse_than_those_that_do() -> None:
    silent = msgspec.structs.replace(TERMS, cover=None)
    assert materially_worse("gold", TERMS, silent) == (
        "nobody waits for a P1 to have an engineer any more",
    )
    assert materially_worse("gold", silent, TERMS) == ()


def test_a_length_of_cover_that_cannot_be_read_is_told_with_its_file(tmp_path: Path) -> None:
    text = f'{PRINTED}\n[cover]\nafter_opening = "soon"\nafter_letting_go = "5 minutes"\n'
    with pytest.raises(InvalidCatalogue, match=r"one.toml: cover: .*'soon'"):
        check_folder(folder_with(tmp_path, text))


def test_two_calendars_with_the_same_version_are_refused(tmp_path: Path) -> None:
    folder = folder_with(tmp_path)
    (folder / "calendars" / "two.toml").write_text(CALENDAR, encoding="utf-8")
    with pytest.raises(
        InvalidCatalogue,
        match=r"two.toml: version: 'us-federal' version 1 stands in another file, too",
    ):
        check_folder(folder)


def test_a_folder_without_terms_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidCatalogue, match="no terms here"):
        check_folder(tmp_path)


def test_terms_are_found_in_a_folder_and_in_the_one_above_it(tmp_path: Path) -> None:
    folder = folder_with(tmp_path)
    assert read_terms(folder).versions == read_terms(folder / "terms").versions
    assert check_folder(folder / "terms") == check_folder(folder)
