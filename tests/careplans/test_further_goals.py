"""A vendor's terms may promise three goals more than the care plans' own: which, from when on and
until what is data, and a mistake in them is told with its place.
"""

from collections.abc import Mapping
from pathlib import Path

import msgspec
import pytest

from careplans.__main__ import main
from careplans.check_terms import check_folder
from careplans.compare_terms import Loss, Offer, losses
from careplans.goal_rules import GoalRules, GoalTargets
from careplans.terms import Terms, load_terms, read_terms
from careplans.vocabulary import PLANS
from events.catalogue.terms import GoalPromise, Target

FOLDER = Path(__file__).parents[2] / "docs/examples/five-goals"
FILE = FOLDER / "terms/five-goals.1.toml"
TERMS = read_terms(FOLDER).versions[-1]
NEXT_UPDATE, WORKAROUND, RESOLUTION = TERMS.goals
replace = msgspec.structs.replace


def with_goals(*goals: GoalRules) -> Terms:
    return replace(TERMS, version="later", goals=goals)


def lost(later: Terms) -> Mapping[str, str]:
    losing = losses(Offer("platinum", TERMS), Offer("platinum", later))
    return {loss.name: loss.text for loss in losing}


def test_the_example_holds_all_five_goals_and_is_valid() -> None:
    assert TERMS.cover
    assert [rules.goal for rules in TERMS.goals] == ["next-update", "workaround", "resolution"]
    lines = check_folder(FOLDER)
    assert [line for line in lines if "CP-22" not in line] == []


def test_the_packaged_terms_promise_a_first_response_and_cover_only() -> None:
    for terms in load_terms().versions:
        assert [terms.goal_promises(plan) for plan in PLANS] == [()] * 3


def test_a_plan_is_promised_what_is_written_for_it_and_no_other_priority() -> None:
    (resolution,) = TERMS.goal_promises("silver")
    assert resolution == GoalPromise(
        goal="resolution",
        targets={"P1": Target(amount=36_000, unit="seconds", counts="always")},
        starts=("opened",),
        stops=("resolution",),
        pauses=("waiting-for-customer",),
        excuses=("contact-unreachable",),
        warn_at_fractions=(0.5, 0.9),
    )
    update, workaround, _ = TERMS.goal_promises("gold")
    assert update.targets["P3"] == Target(amount=3, unit="business-days", counts="working-time")
    assert set(workaround.targets) == {"P1"}
    assert workaround.warn_at_fractions is None


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        (
            'goal = "workaround"',
            'goal = "mending"',
            'goal = "mending"',
            "goals[1].goal: expected 'next-update',",
        ),
        (
            'goal = "workaround"',
            'goal = "next-update"',
            'goal = "next-update"\nstarts = ["first',
            "goals[1].goal: 'next-update' is there twice",
        ),
        (
            'starts = ["first-answer"]',
            'starts = ["first-answer", "each-public-update"]',
            'starts = ["first-answer", "each',
            "goals[1].starts: 'each-public-update' starts no workaround",
        ),
        (
            'starts = ["first-answer"]',
            'starts = ["noon"]',
            'starts = ["noon"]',
            "goals[1].starts[0]: expected 'each-public-update', 'first-answer' or 'opened', got",
        ),
        (
            'starts = ["first-answer"]',
            "starts = []",
            "starts = []",
            "goals[1].starts: nothing starts it",
        ),
        (
            'starts = ["first-answer"]',
            'starts = ["first-answer", "opened"]',
            'starts = ["first-answer", "o',
            "goals[1].starts: 'opened' or 'first-answer', not both",
        ),
        (
            'stops = ["resolution"]',
            'stops = ["resolution", "workaround"]',
            'stops = ["resolution", "w',
            "goals[2].stops: 'workaround' stops no resolution",
        ),
        (
            'stops = ["public-update"]',
            "stops = []",
            "stops = []",
            "goals[0].stops: a next-update is stopped by 'public-update'",
        ),
        (
            "[0.5, 0.9]\n",
            "[0.9, 0.5]\n",
            "[0.9, 0.5]\n",
            "goals[2].warn_at_fractions: must ascend, each above 0 and below 1",
        ),
        (
            'P1 = "2 hours"',
            'P1 = "soon"',
            'P1 = "soon"',
            "goals[0].targets.gold.P1: expected a length",
        ),
        (
            'P1 = "2 hours"',
            'P1 = "2 business days"',
            'P1 = "2 business days"',
            "goals[0].targets.gold.P1: business days count in working time only",
        ),
        (
            'P1 = "2 hours"\n',
            "",
            '[goals.targets.gold]\nP2 = "8 h',
            "goals[0].targets.gold: P1 is promised nothing, but a lower priority is",
        ),
        (
            '[goals.targets.silver]\nP1 = "10 hours"\n',
            "[goals.targets.bronze]\n",
            "[goals.targets.bronze]",
            "goals[2].targets: there is no `bronze` here; known: silver, gold, platinum",
        ),
    ],
)
def test_a_mistake_is_told_with_its_place(  # a row of the table, and pytest's own
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    old: str,
    new: str,
    line: str,
    says: str,
) -> None:
    (tmp_path / "terms").mkdir()
    file, text = tmp_path / "terms/ours.toml", FILE.read_text(encoding="utf-8")
    assert old in text
    text = text.replace(old, new, 1)
    file.write_text(text, encoding="utf-8")

    assert main(["check", str(tmp_path)]) == 2

    number = text[: text.index(line)].count("\n") + 1
    message = capsys.readouterr().err
    assert message.startswith(f"{file}:{number}:1: {says}"), message


def test_a_goal_that_no_plan_is_promised_is_a_mistake(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "terms").mkdir()
    file, text = tmp_path / "terms/ours.toml", FILE.read_text(encoding="utf-8")
    first, last = text.index("[goals.targets.silver]"), text.index("[renewal]")
    file.write_text(f"{text[:first]}[goals.targets]\n\n{text[last:]}", encoding="utf-8")

    assert main(["check", str(tmp_path)]) == 2

    assert "goals[2].targets: no plan is promised it" in capsys.readouterr().err


def test_the_check_warns_of_a_dearer_plan_that_is_promised_less(tmp_path: Path) -> None:
    (tmp_path / "terms").mkdir()
    text = FILE.read_text(encoding="utf-8").replace(
        '[goals.targets.platinum]\nP1 = "1 hour"', '[goals.targets.platinum]\nP1 = "3 hours"'
    )
    (tmp_path / "terms/ours.toml").write_text(text, encoding="utf-8")
    assert (
        "five-goals.1: Platinum is dearer than Gold, but of its further goals: "
        "P1: next update within 3 hours, not 2 hours"
    ) in check_folder(tmp_path)


def test_newer_terms_that_promise_as_much_or_more_lose_nothing() -> None:
    more = replace(NEXT_UPDATE, excuses=())
    sooner = replace(WORKAROUND, starts=("opened",))
    assert lost(with_goals(more, sooner, RESOLUTION)) == {}
    assert losses(Offer("gold", load_terms().version("2010.5")), Offer("gold", TERMS)) == ()


@pytest.mark.rule("CP-2")
def test_what_newer_terms_promise_less_of_is_told() -> None:
    assert lost(with_goals(NEXT_UPDATE, WORKAROUND)) == {
        "goal-resolution": "no resolution is promised any more"
    }
    slower = GoalTargets(P1="6 hours")
    worse = replace(WORKAROUND, targets=replace(WORKAROUND.targets, platinum=slower))
    assert lost(with_goals(NEXT_UPDATE, worse, RESOLUTION)) == {
        "goal-workaround-P1": "P1: workaround within 6 hours, not 4 hours",
        "goal-workaround-P2": "no workaround is promised for P2 any more",
    }


@pytest.mark.parametrize(
    ("later", "name"),
    [
        (replace(NEXT_UPDATE, starts=("opened",)), "goal-next-update-starts"),
        (replace(NEXT_UPDATE, starts=("each-public-update",)), "goal-next-update-starts"),
    ],
)
def test_a_clock_that_starts_less_often_is_a_loss(later: GoalRules, name: str) -> None:
    assert list(lost(with_goals(later, WORKAROUND, RESOLUTION))) == [name]


def test_a_first_answer_in_place_of_nothing_else_is_later() -> None:
    before = with_goals(replace(NEXT_UPDATE, starts=("first-answer", "each-public-update")))
    later = with_goals(replace(NEXT_UPDATE, starts=("each-public-update",)))
    losing = losses(Offer("gold", before), Offer("gold", later))
    assert [loss.name for loss in losing] == ["goal-next-update-starts"]


def test_a_clock_that_stands_for_more_and_a_word_that_meets_less_are_losses() -> None:
    before = with_goals(replace(NEXT_UPDATE, pauses=(), excuses=()))
    assert losses(Offer("gold", before), Offer("gold", with_goals(NEXT_UPDATE))) == (
        Loss("goal-next-update-stands", "the clock of the next update stands for more than before"),
    )
    before = with_goals(replace(WORKAROUND, stops=("workaround",)))
    assert losses(Offer("gold", before), Offer("gold", with_goals(WORKAROUND))) == (
        Loss("goal-workaround-stops", "the workaround is met by less than before"),
    )
