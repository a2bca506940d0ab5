"""What a vendor promises beyond the care plans' own goals: a part of the terms, and none of the
packaged ones.

Each goal says what it promises, by plan and priority, and what starts, stops, pauses and excuses
its clock. The words are a closed vocabulary, and fit the goal.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from careplans.target import Counts, read_target
from careplans.terms_parts import Part
from careplans.vocabulary import PLANS, PRIORITIES
from careplans.warning_fractions import check_fractions
from events.catalogue.terms import (
    ExcusedBy,
    GoalPromise,
    PausedBy,
    Plan,
    Priority,
    PromisedGoal,
    StartsWith,
    StopsWith,
    Target,
)

GoalName = Literal["next-update", "workaround", "resolution"]
CountsOf = Callable[[Priority], Counts]
Mistake = tuple[str, str]
"""Which field, and what is wrong with it."""

_GOALS: Mapping[GoalName, PromisedGoal] = {
    "next-update": "next_update",
    "workaround": "workaround",
    "resolution": "resolution",
}


@dataclass(frozen=True, slots=True)
class _Words:
    """What may start and stop a goal; `needs` is what must stop it."""

    starts: frozenset[StartsWith]
    stops: frozenset[StopsWith]
    needs: StopsWith


_ONCE: frozenset[StartsWith] = frozenset({"opened", "first-answer"})
_WORDS: Mapping[GoalName, _Words] = {
    "next-update": _Words(
        _ONCE | {"each-public-update"}, frozenset({"public-update"}), "public-update"
    ),
    "workaround": _Words(_ONCE, frozenset({"workaround", "resolution"}), "workaround"),
    "resolution": _Words(_ONCE, frozenset({"resolution"}), "resolution"),
}


class GoalTargets(Part, frozen=True, kw_only=True):
    """The lengths of one plan, such as `4 hours`; a priority that is absent is promised nothing."""

    P1: str | None = None
    P2: str | None = None
    P3: str | None = None
    P4: str | None = None

    def by_priority(self) -> dict[Priority, str]:
        """Return the lengths that there are."""
        lengths = {priority: getattr(self, priority) for priority in PRIORITIES}
        return {priority: text for priority, text in lengths.items() if text is not None}


_NONE = GoalTargets()


class PlanTargets(Part, frozen=True, kw_only=True):
    """The lengths of each plan; a plan that is absent is promised nothing."""

    silver: GoalTargets = _NONE
    gold: GoalTargets = _NONE
    platinum: GoalTargets = _NONE

    def of(self, plan: Plan) -> dict[Priority, str]:
        """Return a plan's lengths by priority."""
        plans = {"silver": self.silver, "gold": self.gold, "platinum": self.platinum}
        return plans[plan].by_priority()


class GoalRules(Part, frozen=True, kw_only=True):
    """One further goal: its targets, and what starts, stops, pauses and excuses its clock.

    `warn_at_fractions`: parts of its targets; terms that name none here mean the clock's.
    """

    goal: GoalName
    starts: tuple[StartsWith, ...]
    stops: tuple[StopsWith, ...]
    pauses: tuple[PausedBy, ...] = ()
    excuses: tuple[ExcusedBy, ...] = ()
    warn_at_fractions: tuple[float, ...] | None = None
    targets: PlanTargets

    def lengths(self, plan: Plan, counts: CountsOf) -> dict[Priority, Target]:
        """Return what a plan is promised, by priority. Raises ValueError for no such length."""
        texts = self.targets.of(plan)
        return {priority: read_target(text, counts(priority)) for priority, text in texts.items()}

    def promise(self, plan: Plan, counts: CountsOf) -> GoalPromise | None:
        """Return what a plan's case is opened with; None where the plan is promised nothing."""
        targets = self.lengths(plan, counts)
        if not targets:
            return None
        return GoalPromise(
            goal=_GOALS[self.goal],
            targets=targets,
            starts=self.starts,
            stops=self.stops,
            pauses=self.pauses,
            excuses=self.excuses,
            warn_at_fractions=self.warn_at_fractions,
        )


def mistakes_in(goals: Sequence[GoalRules], counts: CountsOf) -> Iterator[Mistake]:
    """Yield what is wrong with the goals of a terms file, and in which field."""
    for index, rules in enumerate(goals):
        at = f"goals[{index}]"
        if rules.goal in {before.goal for before in goals[:index]}:
            yield f"{at}.goal", f"'{rules.goal}' is there twice"
        words = _WORDS[rules.goal]
        yield from _wrong_starts(f"{at}.starts", rules, words)
        yield from _wrong_stops(f"{at}.stops", rules, words)
        yield from _wrong_fractions(f"{at}.warn_at_fractions", rules)
        yield from _wrong_targets(f"{at}.targets", rules, counts)


def _wrong_starts(field: str, rules: GoalRules, words: _Words) -> Iterator[Mistake]:
    if misfit := [one for one in rules.starts if one not in words.starts]:
        yield field, f"'{misfit[0]}' starts no {rules.goal}"
    if not rules.starts:
        yield field, "nothing starts it"
    if set(rules.starts) >= _ONCE:
        yield field, "'opened' or 'first-answer', not both"


def _wrong_stops(field: str, rules: GoalRules, words: _Words) -> Iterator[Mistake]:
    if misfit := [one for one in rules.stops if one not in words.stops]:
        yield field, f"'{misfit[0]}' stops no {rules.goal}"
    if words.needs not in rules.stops:
        yield field, f"a {rules.goal} is stopped by '{words.needs}'"


def _wrong_fractions(field: str, rules: GoalRules) -> Iterator[Mistake]:
    try:
        check_fractions(rules.warn_at_fractions or ())
    except ValueError as error:
        yield field, str(error).removeprefix("warn_at_fractions ")


def _wrong_targets(field: str, rules: GoalRules, counts: CountsOf) -> Iterator[Mistake]:
    if not any(rules.targets.of(plan) for plan in PLANS):
        yield field, "no plan is promised it"
    for plan in PLANS:
        texts = rules.targets.of(plan)
        for priority, text in texts.items():
            try:
                read_target(text, counts(priority))
            except ValueError as error:
                yield f"{field}.{plan}.{priority}", str(error)
        # Or raising a case would take a promise away.
        if missing := _missing_above(texts):
            yield f"{field}.{plan}", f"{missing} is promised nothing, but a lower priority is"


def _missing_above(texts: Mapping[Priority, str]) -> Priority | None:
    lowest = max(texts, default="P1")
    return next((one for one in PRIORITIES if one < lowest and one not in texts), None)
