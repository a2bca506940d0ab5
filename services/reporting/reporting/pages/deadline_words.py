"""Writes the labels of a deadline's bar: as few as fit beside each other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from careplans.say_length import say_length
from reporting.domain.deadline_bar import DeadlineBar, Mark, MarkKind, Piece, Tick, deadline_bar
from reporting.domain.explained_goal import ExplainedGoal, StretchKind

_GOALS: Mapping[str, str] = {"cover": "An engineer on it"}
_DONE: Mapping[str, str] = {
    "next_update": "written",
    "workaround": "worked around",
    "resolution": "solved",
}
"""What stands at the mark of a goal that is no answer."""
_STATES: Mapping[str, str] = {
    "running": "Running",
    "paused": "Stands, waiting",
    "excused": "Stands, nobody reached",
    "met": "Met",
    "breached": "Missed",
    "withdrawn": "Breach withdrawn",
    "cancelled": "Taken off",
}
_MARKS: Mapping[MarkKind, str] = {
    "opened": "from",
    "due": "due",
    "now": "now,",
    "met": "✓ answered",
    "missed": "✕ answered",
    "claimed": "said to be answered",
    "dropped": "taken off",
}
_STRETCHES: Mapping[StretchKind, str] = {
    "counted": "Counted",
    "weekend": "Weekend",
    "holiday": "Holiday",
    "closed": "Nobody works",
    "paused": "Waited for the customer",
    "excused": "Nobody reached",
}
_STOOD = {"waited": "waited", "excused": "excused", "late": "late"}
# A label is shorter than its piece, or there is none: the table has all of them.
_PERCENT_A_LETTER = 0.9


@dataclass(frozen=True, slots=True)
class Drawn:
    """A goal and its bar, with the words for both."""

    goal: ExplainedGoal
    bar: DeadlineBar | None
    zone: ZoneInfo

    @property
    def title(self) -> str:
        """The goal's name."""
        return _GOALS.get(self.goal.goal) or self.goal.goal.replace("_", " ").capitalize()

    @property
    def state(self) -> str:
        """How it stands."""
        return "Due, not judged yet" if self.goal.due_not_judged else _STATES[self.goal.state]

    @property
    def used(self) -> str:
        """`17 h 25 min of 2 d used, 36 %`."""
        budget = self.goal.budget_s
        share = f", {100 * self.goal.counted_s // budget} %" if budget else ""
        return f"{_length(self.goal.counted_s)} of {_length(budget)} used{share}"

    @property
    def short(self) -> str:
        """How it stands, in few words and without anybody's."""
        due = f", due {self.moment(self.goal.due_at)}" if self.goal.due_at else ""
        return f"{self.title}: {self.state}{due}."

    @property
    def stretches(self) -> Sequence[tuple[str, datetime, datetime, str]]:
        """The rows of the table: what it is, from, to, and the time that counted."""
        return [
            (
                one.name or _STRETCHES[one.kind],
                one.start,
                one.end,
                _length(one.counted_s) if one.counted_s else "–",
            )
            for one in self.goal.stretches
        ]

    def moment(self, at: datetime) -> str:
        """`Wed 25 Nov, 18:30`; with seconds unless they are zero, with the year where it turns."""
        local, first, last = (
            each.astimezone(self.zone) for each in (at, self.goal.counting_from, self.goal.now)
        )
        year = "" if first.year == last.year else f" {local.year}"
        clock = "%H:%M:%S" if local.second else "%H:%M"
        return f"{local:%a} {local.day} {local:%b}{year}, {local:{clock}}"

    def label(self, piece: Piece) -> str:
        """What stands below a piece; empty where it would not fit."""
        words = self.words(piece)
        short = piece.name or _STOOD.get(piece.kind) or words
        return next(
            (each for each in (words, short) if len(each) * _PERCENT_A_LETTER < piece.width), ""
        )

    def words(self, piece: Piece) -> str:
        """What a piece is, and how long."""
        if piece.kind == "off":
            return piece.name or "not counted"
        length = piece.end - piece.start
        if piece.kind == "late" and self.bar:
            length = timedelta(seconds=self.bar.late_s)
        stood = _STOOD.get(piece.kind)
        return f"{stood} {say_length(length)}" if stood else say_length(length)

    def mark(self, mark: Mark) -> str:
        """What stands at a mark; empty for a warning, which has its shape alone."""
        word = _MARKS.get(mark.kind)
        if word is None:
            return ""
        done = _DONE.get(self.goal.goal, "answered")
        return f"{word.replace('answered', done)} {self.moment(mark.at)}"

    def tick(self, tick: Tick) -> str:
        """`Wed 25`, `14:00`, or, of days that are far apart, `25 Nov`."""
        local = tick.at.astimezone(self.zone)
        match tick.by:
            case "hour":
                return f"{local:%H:%M}"
            case "day":
                return f"{local:%a} {local.day}"
            case "days":
                return f"{local.day} {local:%b}"


def drawn(goal: ExplainedGoal, zone: ZoneInfo) -> Drawn:
    """Return the goal with its bar."""
    return Drawn(goal, deadline_bar(goal, zone), zone)


def _length(seconds: int) -> str:
    return say_length(timedelta(seconds=seconds)) if seconds else "0 s"
