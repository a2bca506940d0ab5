"""Replays many cases at once, fact by fact: the first of all, then the second, and so on.

It follows the table of reactions and the deciders behind it, which `plain.py` asks one by one: what
happens to one deadline there happens to a column of them here.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from events.catalogue.terms import Promise
from sla_clock.domain.ledger import Kind
from sla_clock.what_if.claim_columns import ClaimColumns, JoinRules
from sla_clock.what_if.fact import FactKind
from sla_clock.what_if.histories import KINDS, PRIORITIES, Codes, Histories, Instants, Rows
from sla_clock.what_if.later_versions import NOT_FOLLOWED, LaterVersions
from sla_clock.what_if.ledger_columns import LedgerColumns
from sla_clock.what_if.promised_columns import FAR, SLOTS, PromisedColumns, Stretches
from sla_clock.what_if.verdict import VERDICTS

OPEN, MET, BREACHED, WITHDRAWN, EXCLUDED, CLOSED = range(len(VERDICTS))
_P1: Final = PRIORITIES.index("P1")
React = Callable[["Replay", Rows, NDArray[np.int64]], None]
"""Applies facts, given by their places, to the rows that they are of, one each."""


class Question:
    """What is asked: of these histories, under these promises, one for each of theirs.

    `stretches`, `claims`: how many a case may have at most, by its facts. `until`: up to when each
    is judged.
    """

    def __init__(self, histories: Histories, promised: Sequence[Promise], until: int) -> None:
        self.histories, self.until = histories, _judged_until(histories, until)
        self.followed = LaterVersions(promised, histories.calendars)
        self.counting = PromisedColumns(self.followed.promised)
        self.rules = JoinRules(self.followed.promised)
        self.stretches = _counted(histories, ("information-requested", "contact-unreachable"))
        # A switch may leave a rest, which is a claim of its own.
        self.claims = _counted(histories, ("priority-changed", "followed-calendar")) + 1


def _judged_until(histories: Histories, until: int) -> Instants:
    """Return `until` for each case, and for one whose claim was accepted later, that instant."""
    judged_until = np.full(len(histories), until)
    accepted = np.flatnonzero(histories.kind == KINDS.index("claim-accepted"))
    cases = np.searchsorted(histories.first_fact, accepted, side="right") - 1
    np.maximum.at(judged_until, cases, histories.recorded_at[accepted])
    return judged_until


def _counted(histories: Histories, kinds: tuple[FactKind, ...]) -> NDArray[np.int64]:
    """Return how many facts of these kinds each case has."""
    is_one = np.isin(histories.kind, [KINDS.index(kind) for kind in kinds])
    before = np.concatenate(([0], np.cumsum(is_one)))
    counts: NDArray[np.int64] = np.diff(before[histories.first_fact])
    return counts


class Replay:
    """Some cases on their way through their facts; a row is a case's place among them.

    `due_at` is FAR while a clock stands. What was recorded after `until` is left out. `promise` is
    that of LaterVersions by which each counts now.
    """

    def __init__(self, question: Question, cases: Rows) -> None:
        histories = self._all = question.histories
        self._rules, self._until = question.rules, question.until[cases]
        self._followed = question.followed
        self._wait_has_begun = question.counting.wait_has_begun
        self._first = histories.first_fact[cases]
        self._facts = histories.first_fact[cases + 1] - self._first
        self._opened = histories.opened_at[cases]
        self.promise = histories.promise[cases].astype(np.int64)
        self.priority = histories.priority[cases].astype(np.int64)
        self._cancelled_at = np.zeros(len(cases), np.int64)
        self._ledger = LedgerColumns(len(cases), int(question.stretches[cases].max(initial=0)))
        self._claims = ClaimColumns(
            question.counting,
            self.promise,
            self.priority,
            self._opened,
            int(question.claims[cases].max(initial=1)),
        )
        self.verdict: Codes = np.full(len(cases), OPEN, np.int8)
        self.due_at: Instants = self._claims.due_at(np.arange(len(cases)), None)

    def run(self) -> None:
        """Let everything happen, and then the time pass up to `until`."""
        rows, number = np.arange(len(self.verdict)), 0
        while (rows := rows[self._facts[rows] > number]).size:
            facts = self._first[rows] + number
            known = self._all.recorded_at[facts] <= self._until[rows]
            rows, facts = rows[known], facts[known]
            self._pass_time(rows, self._all.recorded_at[facts])
            kinds = self._all.kind[facts]
            for kind, react in _REACTIONS.items():
                of_kind = np.flatnonzero(kinds == KINDS.index(kind))
                if of_kind.size:
                    react(self, rows[of_kind], facts[of_kind])
            rows, number = rows[~_FINAL[self.verdict[rows]]], number + 1
        self._pass_time(np.arange(len(self.verdict)), self._until)

    def _pass_time(self, rows: Rows, until: Instants) -> None:
        """Breach whatever is due before `until`: a fact at the very instant wins (CP-27b)."""
        passed = (self.verdict[rows] == OPEN) & (self.due_at[rows] < until)
        self.verdict[rows[passed]] = BREACHED

    def _still(self, rows: Rows, facts: Rows, verdict: int = OPEN) -> tuple[Rows, Rows]:
        """Return those of the rows that have this verdict, and their facts."""
        still = self.verdict[rows] == verdict
        return rows[still], facts[still]

    def _project(self, rows: Rows, as_of: Instants) -> Instants:
        return self._claims.due_at(rows, self._ledger.stretches(rows, as_of))

    def _set_due(self, rows: Rows, due_at: Instants) -> None:
        """Set the due time of clocks that run, and of those that stood still only after it."""
        since = self._ledger.stands_since(rows)
        was_due = self._wait_has_begun[self.promise[rows] * SLOTS] & (due_at < since)
        self.due_at[rows] = np.where((since == FAR) | was_due, due_at, FAR)

    def answer(self, rows: Rows, facts: Rows) -> None:
        """CP-28: as `meet_deadline.py`."""
        rows, facts = self._still(rows, facts)
        self.verdict[rows] = MET
        stands = self.due_at[rows] == FAR
        rows = rows[stands]
        met_at = np.maximum(self._all.at[facts[stands]], self._opened[rows])
        self.due_at[rows] = self._project(rows, met_at)

    def stand(self, kind: Kind, rows: Rows, facts: Rows) -> None:
        """As `pause_deadline.py`."""
        rows, facts = self._still(rows, facts)
        begins = ~self._ledger.is_open(kind, rows)
        if kind == "excused":
            begins &= self.priority[rows] == _P1
        rows, at = rows[begins], self._all.at[facts[begins]]
        self._ledger.begin(kind, rows, np.maximum(at, self._opened[rows]))
        self.due_at[rows] = FAR

    def run_again(self, kind: Kind, rows: Rows, facts: Rows) -> None:
        """As `resume_deadline.py`."""
        rows, facts = self._still(rows, facts)
        stands = self._ledger.is_open(kind, rows)
        rows, facts = rows[stands], facts[stands]
        ended = self._ledger.end(kind, rows, self._all.at[facts])
        self._set_due(rows, self._project(rows, ended))

    def change_priority(self, rows: Rows, facts: Rows) -> None:
        """CP-27a: as `move_deadline.py`."""
        rows, facts = self._still(rows, facts)
        changed = self._all.new_priority[facts] != self.priority[rows]
        rows, facts = rows[changed], facts[changed]
        old, new, at = self.priority[rows], self._all.new_priority[facts], self._all.at[facts]
        excused = (old == _P1) & self._ledger.is_open("excused", rows)
        self._ledger.end("excused", rows[excused], at[excused])
        at = np.maximum(at, self._opened[rows])
        joined = self._rules.joined(self.promise[rows], new < old)
        self._claims.add(rows, new.astype(np.int64), at, joined)
        self.priority[rows] = new
        self._set_due(rows, self._project(rows, at))

    def cancel(self, verdict: int, rows: Rows, facts: Rows) -> None:
        """CP-18 to CP-20: as `cancel_deadline.py`."""
        rows, facts = self._still(rows, facts)
        self.verdict[rows] = verdict
        self._cancelled_at[rows] = self._all.at[facts]

    def reinstate(self, rows: Rows, facts: Rows) -> None:
        """Let it be due as if it had never been excluded: as `reinstate_deadline.py`."""
        rows, facts = self._still(rows, facts, EXCLUDED)
        self.verdict[rows] = OPEN
        self._ledger.end_all(rows, self._cancelled_at[rows])
        self.due_at[rows] = self._project(rows, self._all.at[facts])

    def withdraw(self, rows: Rows, facts: Rows) -> None:
        """CP-27c: take a breach back if the answer that was accepted came in time."""
        rows, facts = self._still(rows, facts, BREACHED)
        self.verdict[rows[self._all.at[facts] <= self.due_at[rows]]] = WITHDRAWN

    def follow(self, rows: Rows, facts: Rows) -> None:
        """CP-25: as `follow_calendar.py`."""
        rows, facts = self._still(rows, facts)
        later = self._followed.after(self.promise[rows], self._all.new_calendar[facts])
        at = np.maximum(self._all.at[facts], self._opened[rows])
        follows = (later != NOT_FOLLOWED) & (self.due_at[rows] > at)
        rows, later, at = rows[follows], later[follows], at[follows]
        earlier, self.promise[rows] = self.promise[rows], later
        stretches = self._ledger.stretches(rows, at)
        due_at = self._claims.due_at(rows, stretches)
        late = np.flatnonzero(due_at <= at)
        if late.size:
            stood = None if stretches is None else stretches.of(late)
            self._keep_what_was_left(rows[late], earlier[late], at[late], stood)
            due_at[late] = self._claims.due_at(rows[late], stood)
        self._claims.follow(rows, at)
        self.due_at[rows] = np.where(self.due_at[rows] == FAR, FAR, due_at)

    def _keep_what_was_left(
        self, rows: Rows, earlier: NDArray[np.int64], at: Instants, stretches: Stretches | None
    ) -> None:
        later, self.promise[rows] = self.promise[rows], earlier
        slot, length = self._claims.left(rows, at, stretches)
        self.promise[rows] = later
        self._claims.add_rest(rows, slot, length, self.priority[rows], at)


_FINAL: Final = np.isin(np.arange(len(VERDICTS)), [MET, WITHDRAWN, CLOSED])
"""Whether a verdict stays for good: of the others, what is open or excluded may be judged yet, and
a breach be withdrawn."""
_REACTIONS: Final[Mapping[FactKind, React]] = {
    "responded": Replay.answer,
    "workaround-provided": Replay.answer,
    "resolved": Replay.answer,
    "information-requested": lambda all_, rows, facts: all_.stand("paused", rows, facts),
    "contact-unreachable": lambda all_, rows, facts: all_.stand("excused", rows, facts),
    "information-provided": lambda all_, rows, facts: all_.run_again("paused", rows, facts),
    "contact-reachable": lambda all_, rows, facts: all_.run_again("excused", rows, facts),
    "priority-changed": Replay.change_priority,
    "excluded": lambda all_, rows, facts: all_.cancel(EXCLUDED, rows, facts),
    "included": Replay.reinstate,
    "closed": lambda all_, rows, facts: all_.cancel(CLOSED, rows, facts),
    "claim-accepted": Replay.withdraw,
    "followed-calendar": Replay.follow,
}
