"""Tells what a customer loses of the further goals by newer terms or by another plan (CP-2)."""

from collections.abc import Iterator, Sequence

from careplans.target import is_slower, write_target
from careplans.vocabulary import PRIORITIES
from events.catalogue.terms import GoalPromise

GoalLoss = tuple[str, str]
"""A stable name, and a phrase for people."""


def goal_losses(old: Sequence[GoalPromise], new: Sequence[GoalPromise]) -> Iterator[GoalLoss]:
    """Yield what the new goals promise less of; one that is new is no loss."""
    after = {promise.goal: promise for promise in new}
    for before in old:
        name = before.goal.replace("_", "-")
        if now := after.get(before.goal):
            yield from _lost_targets(name, before, now)
            yield from _lost_words(name, before, now)
        else:
            yield f"goal-{name}", f"no {name.replace('-', ' ')} is promised any more"


def _lost_targets(name: str, before: GoalPromise, now: GoalPromise) -> Iterator[GoalLoss]:
    what = name.replace("-", " ")
    for priority in PRIORITIES:
        had, has = before.targets.get(priority), now.targets.get(priority)
        if had and has is None:
            yield f"goal-{name}-{priority}", f"no {what} is promised for {priority} any more"
        elif had and has and is_slower(has, had):
            text = f"{priority}: {what} within {write_target(has)}, not {write_target(had)}"
            yield f"goal-{name}-{priority}", text


def _lost_words(name: str, before: GoalPromise, now: GoalPromise) -> Iterator[GoalLoss]:
    what = name.replace("-", " ")
    if _starts_later(before, now):
        yield f"goal-{name}-starts", f"the clock of the {what} starts later, or less often"
    if set(now.stops) - set(before.stops):
        yield f"goal-{name}-stops", f"the {what} is met by less than before"
    if set(now.pauses) - set(before.pauses) or set(now.excuses) - set(before.excuses):
        yield f"goal-{name}-stands", f"the clock of the {what} stands for more than before"


def _starts_later(before: GoalPromise, now: GoalPromise) -> bool:
    if set(before.starts) - set(now.starts) == {"first-answer"}:
        return "opened" not in now.starts
    return bool(set(before.starts) - set(now.starts))
