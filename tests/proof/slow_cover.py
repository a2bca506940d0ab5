"""Counts how long a P1 is without an engineer (CP-26), event by event, from the rules alone."""

from dataclasses import dataclass, field

from tests.proof.histories import Fact, Happening, History, Switch
from tests.proof.slow_first_response import SlowFirstResponse
from tests.proof.slow_terms import SECOND, SlowPromise, slow_promise


@dataclass
class SlowCover:
    """What is known of a case: whether it needs an engineer, whether it has one.

    `version` is of the calendar that the last stretch was promised under.
    """

    history: History
    case: SlowFirstResponse = field(init=False)
    version: int = 0
    priority: str = field(init=False)
    has_engineer: bool = False
    helped: bool = False
    over: bool = False
    since: int | None = None
    length: int = 0
    breached: bool = False
    warned: set[float] = field(default_factory=set)
    facts: list[Fact] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.priority = self.history.priority
        self.case = SlowFirstResponse(self.history)
        self._look(self.history.opened, let_go=False, ended="")

    @property
    def promise(self) -> SlowPromise:
        """What the plan promises."""
        return slow_promise(self.history.terms, self.history.plan)

    def pass_time(self, until: int) -> None:
        """All that time alone brings before `until`: warnings, then the breach."""
        if self.since is None or self.breached:
            return
        due = self.since + self.length
        for part in self.promise.cover_warn_at:
            at = self.since + round(self.length * part)
            if part not in self.warned and at < until:
                self.warned.add(part)
                self._say("warned", at, part=part, due=due)
        if due < until:
            self.breached = True
            self._say("breached", due, due=due, paused=0, excused=0)

    def takes(self, one: Happening | Switch) -> None:
        """Take in whatever comes next."""
        self.case.takes(one)
        if isinstance(one, Switch):
            self.follows(one)
        else:
            self.happens(one)

    def follows(self, switch: Switch) -> None:
        """CP-25: its due time is the same by any calendar, as all hours count."""
        self.pass_time(switch.at)
        if self.since is None or self.breached or self.since + self.length <= switch.at:
            return
        if self.history.follows and self.version < switch.version:
            self.version = switch.version
            self._say("followed", switch.at, due=self.since + self.length)

    def happens(self, one: Happening) -> None:
        """Take in one happening, which was recorded after time had passed up to there."""
        self.pass_time(one.recorded)
        let_go, ended = False, ""
        match one.what:
            case "assigned" | "handed-over":
                self.has_engineer = True
            case "released":
                self.has_engineer, let_go = False, True
            case "workaround":
                self.helped, ended = True, "worked-around"
            case "resolved":
                self.over, ended = True, "case-resolved"
            case "closed":
                self.over, ended = True, "case-closed"
            case "excluded":
                self.over, ended = True, "case-excluded"
            case "included":
                self.over = False
            case "reopened":
                self.over = self.helped = self.has_engineer = False
            case "priority":
                self.priority, ended = one.priority or self.priority, "priority-lowered"
            case _:
                pass
        self._look(one.recorded, let_go=let_go, ended=ended)

    def _look(self, at: int, *, let_go: bool, ended: str) -> None:
        """Start, meet or drop, as the case now stands."""
        if self.promise.cover_after_opening is None or self.history.imported:
            return
        needed = self.priority == "P1" and not self.helped and not self.over
        missing = needed and not self.has_engineer
        if missing and self.since is None:
            lets_go = self.promise.cover_after_letting_go
            self.length = (lets_go if let_go else self.promise.cover_after_opening) or 0
            self.since, self.breached = at, False
            self.version = max(self.version, self.case.version)
            self.warned.clear()
            self._say("started", at, due=at + self.length)
        elif not missing and self.since is not None:
            self._finish(at, taken=needed, ended=ended)

    def _finish(self, at: int, *, taken: bool, ended: str) -> None:
        since, self.since = self.since or 0, None
        due = since + self.length
        if self.breached:
            late = round((at - due) / SECOND, 6)
            self._say("answered-late", at, due=due, late=late)
        elif taken:
            counted = (at - since) // SECOND
            self._say("met", at, due=due, counted=counted, paused=0, excused=0)
        else:
            self._say(ended, at)

    def _say(self, kind: str, at: int, **numbers: int | float | str | None) -> None:
        self.facts.append(Fact("cover", kind, at, tuple(sorted(numbers.items()))))


def count_cover(history: History) -> list[Fact]:
    """All that is to be said of the cover, in order."""
    count = SlowCover(history)
    for one in history.in_turn():
        count.takes(one)
    count.pass_time(history.end)
    return count.facts
