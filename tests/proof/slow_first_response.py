"""Counts the promise of a first response through a history (CP-22 to CP-28), event by event.

Written from the rules, without a look at the clock's own code. What is due is a sum of claims: the
earlier of two, the later of two (CP-27a), each counted anew whenever somebody asks.
"""

from dataclasses import dataclass, field

from tests.proof.histories import Fact, Happening, History, Switch
from tests.proof.slow_calendar import SlowCalendar, slow_calendar
from tests.proof.slow_due import NEVER, SlowClaim, SlowClock, in_order
from tests.proof.slow_terms import SECOND, SlowPromise, SlowTarget, slow_promise

ANSWERS = ("answered", "workaround", "resolved")
WAIT, EXCUSED = "paused", "excused"


@dataclass(frozen=True, slots=True)
class Earliest:
    """Of several promises the one that is due first; of two at once, the one named first.

    `again` are those that hold again: one that would have been due by `known` does not, since
    nobody knew of it in time.
    """

    of: "tuple[Promised, ...]"
    again: "tuple[Promised, ...]" = ()
    known: int = 0


@dataclass(frozen=True, slots=True)
class Latest:
    """Of several promises the one that is due last; of two at once, the one named first."""

    of: "tuple[Promised, ...]"


Promised = SlowClaim | Earliest | Latest


@dataclass
class Stood:
    """A stretch in which the clock stood, and why."""

    kind: str
    start: int
    end: int = NEVER


@dataclass(frozen=True, slots=True)
class Switched:
    """Up to `at`, `before` was the calendar of what was promised by then."""

    at: int
    before: SlowCalendar
    promised: "tuple[Promised, ...]"


@dataclass
class SlowFirstResponse:
    """What is known of the promise while a history is read; `version` is of its calendar."""

    history: History
    goal: str = field(init=False, default="first_response")
    began: int = field(init=False)
    promised: Promised = field(init=False)
    had: list[tuple[str, Promised]] = field(init=False)
    priority: str = field(init=False)
    changed: int = field(init=False)
    stood: list[Stood] = field(default_factory=list)
    warned: set[float] = field(default_factory=set)
    verdict: str | None = None
    excluded: int | None = None
    answered_late: bool = False
    facts: list[Fact] = field(default_factory=list)
    switched: list[Switched] = field(default_factory=list)
    version: int = field(init=False)

    def __post_init__(self) -> None:
        self.version = self.history.calendar[1]
        self.priority, self.changed = self.history.priority, self.history.opened
        self.began = self.history.opened
        self.promised = self._claim(self.history.opened)
        self.had = [(self.priority, self.promised)]
        self._say("started", self.history.opened, due=self.due)

    @property
    def promise(self) -> SlowPromise:
        """What the plan promises."""
        return slow_promise(self.history.terms, self.history.plan)

    @property
    def calendar(self) -> SlowCalendar:
        """Whose hours count."""
        return slow_calendar(self.history.calendar[0], self.version)

    @property
    def clock(self) -> SlowClock:
        """The time that counts."""
        stood = in_order([(one.start, one.end) for one in self.stood])
        return SlowClock(self.calendar, self.promise, stood)

    @property
    def governing(self) -> tuple[int, SlowClaim]:
        """When it is due, and by which claim."""
        due, claim = _governing(self.clock, self.promised)
        if self.promise.at_due is None and any(end == NEVER for _, end in self.clock.stood):
            # The first reading: nothing is late while the clock stands, and all of it afterwards.
            due = NEVER
        return due, claim

    @property
    def due(self) -> int:
        """When it is due; NEVER while the clock stands."""
        return self.governing[0]

    def mark(self, part: float) -> int:
        """When so much of what governs is used up."""
        return self.clock.mark(self.governing[1], part)

    def pass_time(self, until: int) -> None:
        """All that time alone brings before `until`: warnings, then the breach."""
        due, claim = self.governing
        if self.verdict or due == NEVER:
            return
        for part in self.promise.warn_at:
            at = self.mark(part)
            if part <= max(self.warned, default=0) or self._was_used_up(claim, part):
                continue
            if self.changed < at < min(due, until):
                self.warned.add(part)
                self._say("warned", at, part=part, due=due)
        if due < until:
            self.verdict = "breached"
            self._say("breached", due, due=due, **self._stood_until(claim, due))

    def _was_used_up(self, claim: SlowClaim, part: float) -> bool:
        """Whether it was when a later version of the calendar took over, which may say it again."""
        stood = in_order([(one.start, one.end) for one in self.stood])
        return any(
            SlowClock(one.before, self.promise, stood).mark(claim, part) < one.at
            for one in self.switched
            if any(claim in _claims_of(promised) for promised in one.promised)
        )

    def follows(self, switch: Switch) -> None:
        """CP-25: a later version of the calendar, which never makes anything late at once."""
        self.pass_time(switch.at)
        if self.verdict or not self.history.follows or switch.version <= self.version:
            return
        at, was_due = max(switch.at, self.began), self.due
        if was_due <= at:
            return
        before, old = self.calendar, self._as_if_it_ran_again(at)
        had = tuple(promised for _, promised in self.had)
        self.version, self.changed = switch.version, at
        if self._due_as_if_it_ran_again(at) <= at:
            # What was left by the version before counts from now on.
            due, claim = _governing(old, self.promised)
            left = max(-(-old.left(claim, at, due) // SECOND), 1) * SECOND
            whole = (claim.used + old.budget(claim)) // SECOND * SECOND
            target = SlowTarget(length=left, business_days=0, always=claim.target.always)
            self.promised = SlowClaim(target, at, max(whole - left, 0))
            self.had.append((self.priority, self.promised))
        self.switched.append(Switched(at, before, had))
        due_now = None if was_due == NEVER else self._due_as_if_it_ran_again(at)
        self._say("followed", at, due=due_now)

    def takes(self, one: Happening | Switch) -> None:
        """Take in whatever comes next."""
        if isinstance(one, Switch):
            self.follows(one)
        else:
            self.happens(one)

    def happens(self, one: Happening) -> None:
        """Take in one happening, which was recorded after time had passed up to there."""
        self.pass_time(one.recorded)
        if one.what in ANSWERS:
            self._answer(one)
        if self.verdict:
            if one.what == "included" and self.verdict == "excluded":
                self._include(one.at)
            return
        match one.what:
            case "asked":
                self._stand(WAIT, one.at)
            case "told":
                self._run(WAIT, one.at)
            case "unreachable" if self.priority == "P1":
                self._stand(EXCUSED, one.at)
            case "reachable":
                self._run(EXCUSED, one.at)
            case "priority" if one.priority and one.priority != self.priority:
                self._change(one.priority, one.at)
            case "excluded":
                self.excluded = one.at
                self._end(one.at, "excluded")
            case "closed":
                self._end(one.at, "closed")
            case _:
                pass

    def _answer(self, one: Happening) -> None:
        """CP-28, and CP-27c: a verdict goes by what was recorded."""
        said = one.at if one.claimed is None else one.claimed
        if self.verdict is None:
            self.verdict = "met"
            due, claim = _governing(self._as_if_it_ran_again(said), self.promised)
            counted = self.clock.counted(claim, said) // SECOND
            self._say("met", said, due=due, counted=counted, **self._stood_until(claim, said))
        elif self.verdict == "breached":
            due = self.due
            if not self.answered_late or said <= due:
                self.answered_late = True
                late = round((one.recorded - due) / SECOND, 6)
                self._say("answered-late", said, due=due, late=late)

    def _change(self, priority: str, at: int) -> None:
        """CP-27a."""
        raised, old = priority < self.priority, self.promised
        self.priority, self.changed = priority, at
        if raised:
            new = self._claim(at)
            before = [one for had, one in self.had if had <= priority]
            first = self.promise.when_raised == "earlier-of-old-due-and-new-from-change"
            known = self.switched[-1].at if self.switched else 0
            self.promised = Earliest((old, new), () if first else tuple(before), known)
        else:
            self._run(EXCUSED, at)
            new = self._claim(self.began)
            alone = self.promise.when_lowered == "new-from-start"
            self.promised = new if alone else Latest((old, new))
        self.had.append((priority, self.promised))
        self.warned.clear()
        self._say("moved", at, due=self._due_as_if_it_ran_again(at))

    def _stand(self, kind: str, at: int) -> None:
        if not any(one.kind == kind and one.end == NEVER for one in self.stood):
            self.stood.append(Stood(kind, at))
            self._say("stands", at, why=kind)

    def _run(self, kind: str, at: int) -> None:
        for one in self.stood:
            if one.kind == kind and one.end == NEVER:
                one.end = max(at, one.start)
                self._say("runs", at, why=kind, due=self._due_as_if_it_ran_again(at))

    def _end(self, at: int, verdict: str) -> None:
        for one in self.stood:
            if one.end == NEVER:
                one.end = max(at, one.start)
        self.verdict = verdict
        self._say(verdict, at)

    def _include(self, at: int) -> None:
        """It is due as if it had never been excluded; warnings in between are not made up for."""
        self.verdict, self.changed = None, at
        self._say("included", at, due=self.due)

    def _claim(self, since: int) -> SlowClaim:
        return SlowClaim(self.promise.targets[self.priority], since)

    def _as_if_it_ran_again(self, at: int) -> SlowClock:
        stood = [(one.start, at if one.end == NEVER else one.end) for one in self.stood]
        return SlowClock(self.calendar, self.promise, in_order(stood))

    def _due_as_if_it_ran_again(self, at: int) -> int:
        return _governing(self._as_if_it_ran_again(at), self.promised)[0]

    def _stood_until(self, claim: SlowClaim, until: int) -> dict[str, int]:
        """The counting time that it stood, by why; where both hold it was excused (CP-27)."""
        excused = self._lengths((EXCUSED,), claim, until)
        both = self._lengths((WAIT, EXCUSED), claim, until)
        return {WAIT: (both - excused) // SECOND, EXCUSED: excused // SECOND}

    def _lengths(self, kinds: tuple[str, ...], claim: SlowClaim, until: int) -> int:
        stood = [(one.start, min(one.end, until)) for one in self.stood if one.kind in kinds]
        counted = [self.clock.counting(claim, since, upto) for since, upto in in_order(stood)]
        return sum(counted)

    def _say(self, kind: str, at: int, **numbers: int | float | str | None) -> None:
        self.facts.append(Fact(self.goal, kind, at, tuple(sorted(numbers.items()))))


def _governing(clock: SlowClock, promised: Promised) -> tuple[int, SlowClaim]:
    if isinstance(promised, SlowClaim):
        return clock.due(promised), promised
    all_of_them = [_governing(clock, one) for one in promised.of]
    if isinstance(promised, Latest):
        return max(all_of_them, key=lambda one: one[0])
    again = [_governing(clock, one) for one in promised.again]
    in_time = (one for one in again if one[0] > promised.known)
    return min([*all_of_them, *in_time], key=lambda one: one[0])


def _claims_of(promised: Promised) -> list[SlowClaim]:
    if isinstance(promised, SlowClaim):
        return [promised]
    again = promised.again if isinstance(promised, Earliest) else ()
    return [claim for one in (*promised.of, *again) for claim in _claims_of(one)]


def count_first_response(history: History) -> list[Fact]:
    """All that is to be said of the promise, in order."""
    count = SlowFirstResponse(history)
    for one in history.in_turn():
        count.takes(one)
    count.pass_time(history.end)
    return count.facts
