"""Holds the clock against the slow count, and makes a history small that they disagree about."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from tests.proof.histories import Fact, History, Switch
from tests.proof.slow_calendar import to_time
from tests.proof.slow_cover import count_cover
from tests.proof.slow_due import NEVER
from tests.proof.slow_first_response import count_first_response
from tests.proof.slow_goals import count_goals
from tests.proof.the_clock import facts_of, fold


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """A history, and the two answers about it."""

    history: History
    ours: Sequence[object]
    clocks: Sequence[object]
    what: str


def disagreement_about(history: History, cuts_seed: int) -> Disagreement | None:
    """What the clock says otherwise than the slow count, or otherwise when its log is cut."""
    whole = fold(history)
    clocks = facts_of(whole)
    ours = [*count_goals(history), *count_first_response(history), *count_cover(history)]
    if ours != clocks:
        return Disagreement(history=history, ours=ours, clocks=clocks, what="the slow count")
    draw = random.Random(cuts_seed)
    records = len(history.happenings) + 2
    cuts = sorted(draw.sample(range(1, records), draw.randint(1, records - 1)))
    for at in (cuts, list(range(1, records))):
        cut = fold(history, at)
        if cut != whole:
            return Disagreement(
                history=history,
                ours=[one.event for one in cut],
                clocks=[one.event for one in whole],
                what=f"the same log, cut before the records {at}",
            )
    return None


def shrunk(history: History, fails: Callable[[History], bool]) -> History:
    """The history without all that it still fails without."""
    smaller = True
    while smaller:
        smaller = False
        for simpler in _simpler(history):
            if _fails(simpler, fails):
                history, smaller = simpler, True
                break
    return history


def _simpler(history: History) -> "list[History]":
    happenings = history.happenings
    fewer = [
        replace(history, happenings=(*happenings[:n], *happenings[n + 1 :]))
        for n in reversed(range(len(happenings)))
    ]
    switches = history.switches
    fewer += [
        replace(history, switches=(*switches[:n], *switches[n + 1 :])) for n in range(len(switches))
    ]
    plain = [replace(history, imported=False)] if history.imported else []
    usual = ("us-federal", 1)
    if history.calendar != usual and not switches:
        plain.append(replace(history, calendar=usual))
    return [*fewer, *plain]


def _fails(history: History, fails: Callable[[History], bool]) -> bool:
    try:
        return fails(history)
    except Exception:  # noqa: BLE001  a history that breaks one of the two is no simpler one
        return False


def tell(found: Disagreement) -> str:
    """The history and both answers, to be read by a person."""
    history = found.history
    lines = [
        f"{history.plan} {history.priority} under {history.terms}, calendar {history.calendar}"
        f"{', followed' if history.follows else ''}{', imported' if history.imported else ''}",
        f"  opened      {to_time(history.opened)}",
    ]
    for one in history.in_turn():
        if isinstance(one, Switch):
            lines.append(f"  {'version ' + str(one.version):<11} {to_time(one.at)}")
            continue
        more = f" {one.priority}" if one.priority else ""
        more += f", said to be {to_time(one.claimed)}" if one.claimed is not None else ""
        late = f", recorded {one.recorded - one.at} us later" if one.recorded != one.at else ""
        lines.append(f"  {one.what:<11} {to_time(one.at)}{more}{late}")
    lines.append(f"  end         {to_time(history.end)}")
    lines += [f"{found.what}:", *[f"  {_line(one)}" for one in found.ours]]
    lines += ["the clock:", *[f"  {_line(one)}" for one in found.clocks]]
    return "\n".join(lines)


def _line(one: object) -> str:
    if not isinstance(one, Fact):
        return str(one)
    numbers = [f"{name} {_shown(name, value)}" for name, value in one.numbers]
    return f"{one.goal:<15} {one.kind:<13} {to_time(one.at)}  {', '.join(numbers)}"


def _shown(name: str, value: object) -> object:
    if name != "due" or not isinstance(value, int):
        return value
    return to_time(value) if value < NEVER else "nobody knows"
