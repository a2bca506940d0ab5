"""Counts the goals that a vendor promises beside the answer, event by event, from the terms alone.

A stretch of a goal is counted as the first response is: its claims, waits and warnings. What is
written here is when a stretch begins, ends, is dropped and holds again (`docs/further-goals.md`).
"""

from dataclasses import dataclass, field, replace

from tests.proof.histories import Fact, Happening, History, Switch
from tests.proof.slow_first_response import EXCUSED, WAIT, SlowFirstResponse
from tests.proof.slow_terms import SlowGoalTerms, SlowPromise, slow_goals, slow_promise

WORDS = ("answered", "asked", "commented", "workaround", "resolved")
FIRST_ANSWERS = ("answered", "workaround", "resolved")


class SlowStretch(SlowFirstResponse):
    """One stretch of a goal, which is counted as a first response from its beginning on."""

    def __init__(  # a stretch is what its terms and its beginning make of it
        self, history: History, terms: SlowGoalTerms, began: int, priority: str, version: int
    ) -> None:
        self.terms, self.goal, self.history = terms, terms.goal, history
        self.version, self.switched = version, []
        self.began = self.changed = began
        self.priority = priority
        self.stood, self.warned, self.facts = [], set(), []
        self.verdict, self.excluded, self.answered_late = None, None, False
        self.promised = self._claim(began)
        self.had = [(priority, self.promised)]
        self._say("started", began, due=self.due)

    @property
    def promise(self) -> SlowPromise:
        """What the plan promises of this goal."""
        promise = slow_promise(self.history.terms, self.history.plan)
        return replace(promise, targets=self.terms.targets, warn_at=self.terms.warn_at)

    def drop(self, at: int) -> None:
        """The priority is lower than the goal goes; waits are still counted (CP-27a)."""
        self._run(EXCUSED, at)
        self.verdict = "priority-lowered"
        self._say("priority-lowered", at)

    def take_up(self, at: int) -> None:
        """It holds again, as if it had not been dropped."""
        due = self._due_as_if_it_ran_again(at)
        self.verdict, self.changed = None, at
        self._say("included", at, due=due)


@dataclass
class SlowGoal:
    """What is known of a case, for one goal."""

    history: History
    terms: SlowGoalTerms
    case: SlowFirstResponse = field(init=False)
    priority: str = field(init=False)
    answered: int | None = None
    updated: int | None = None
    reopened: int | None = None
    over: bool = False
    helped: bool = False
    waits: int | None = None
    unreachable: int | None = None
    stretch: SlowStretch | None = None
    facts: list[Fact] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.priority = self.history.priority
        self.case = SlowFirstResponse(self.history)
        self._begin(self.history.opened)

    def pass_time(self, until: int) -> None:
        """What time alone brings before `until`."""
        if self.stretch:
            self.stretch.pass_time(until)

    def takes(self, one: Happening | Switch) -> None:
        """Take in whatever comes next."""
        self.case.takes(one)
        if not isinstance(one, Switch):
            self.happens(one)
        elif self.stretch:
            self.stretch.follows(one)

    def happens(self, one: Happening) -> None:
        """Take in one happening, which was recorded after time had passed up to there."""
        self.pass_time(one.recorded)
        self._learn(one)
        if self.stretch:
            self._end(self.stretch, one)
        begun = self._begun()
        if begun is None:
            pass
        elif self.stretch and self.stretch.began >= begun:
            self._go_on(self.stretch, one)
        else:
            changed = one.at if one.what == "priority" else begun
            self._begin(max(begun, changed))
        if self.stretch and self.stretch.verdict in (None, "priority-lowered"):
            self._stand(self.stretch, one)

    def _learn(self, one: Happening) -> None:
        if one.what in WORDS:
            self.updated = one.recorded
        if one.what in FIRST_ANSWERS and self.answered is None:
            self.answered = one.recorded
        match one.what:
            case "asked":
                self.waits = one.at
            case "told":
                self.waits = None
            case "unreachable" if self.priority == "P1":
                self.unreachable = one.at
            case "reachable":
                self.unreachable = None
            case "priority":
                self.priority = one.priority or self.priority
                self.unreachable = self.unreachable if self.priority == "P1" else None
            case "workaround":
                self.helped, self.waits = True, None
            case "resolved" | "closed" | "excluded":
                self.over, self.waits, self.unreachable = True, None, None
            case "included":
                self.over = False
            case "reopened":
                self.over, self.helped, self.reopened = False, False, one.recorded
            case _:
                pass

    def _begun(self) -> int | None:
        """When what the customer waits for began; None while it waits for nothing."""
        if self.over or self.priority not in self.terms.targets:
            return None
        if self.terms.goal == "workaround" and self.helped:
            return None
        starts = {
            "opened": self.history.opened,
            "first-answer": self.answered,
            "each-public-update": self.updated,
        }
        begun = [at for what, at in starts.items() if what in self.terms.starts and at is not None]
        return max([*begun, self.reopened or 0]) if begun else None

    def _end(self, stretch: SlowStretch, one: Happening) -> None:
        words = "public-update" in self.terms.stops and one.what in WORDS
        if words or (one.what, True) in (
            ("workaround", "workaround" in self.terms.stops),
            ("resolved", "resolution" in self.terms.stops),
        ):
            stretch._answer(replace(one, at=one.recorded, claimed=None))
        elif stretch.verdict:
            return
        elif one.what in ("excluded", "closed"):
            stretch._end(one.at, one.what)
        elif one.what == "priority" and self.priority not in self.terms.targets:
            stretch.drop(one.at)

    def _go_on(self, stretch: SlowStretch, one: Happening) -> None:
        if stretch.verdict in ("excluded", "priority-lowered"):
            stretch.take_up(one.at)
        if stretch.verdict is None and stretch.priority != self.priority:
            stretch._change(self.priority, one.at)

    def _begin(self, at: int) -> None:
        if self._begun() is not None:
            version = max(self.case.version, self.stretch.version if self.stretch else 0)
            self.stretch = SlowStretch(self.history, self.terms, at, self.priority, version)
            self.stretch.facts = self._keep(self.stretch.facts)

    def _keep(self, new: list[Fact]) -> list[Fact]:
        self.facts += new
        return self.facts

    def _stand(self, stretch: SlowStretch, one: Happening) -> None:
        ends = one.recorded if one.what in WORDS else one.at
        for kind, since in ((WAIT, self.waits), (EXCUSED, self.unreachable)):
            if since is None:
                stretch._run(kind, ends)
            else:
                stretch._stand(kind, max(since, stretch.began))


def count_goals(history: History) -> list[Fact]:
    """All that is to be said of the further goals, a goal after the other."""
    if history.imported:
        return []
    facts: list[Fact] = []
    for terms in sorted(slow_goals(history.terms, history.plan), key=lambda one: one.goal)[::-1]:
        count = SlowGoal(history, terms)
        for one in history.in_turn():
            count.takes(one)
        count.pass_time(history.end)
        facts += count.facts
    return facts
