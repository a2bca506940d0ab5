"""Prints what a period would have been: a table, the cases that differ, and what is not known."""

from collections.abc import Iterable, Sequence

from events.operations.terminal import text_table
from sla_clock.adapters.what_if_question import Counts, DifferentCase, WhatIf

_HEADINGS = ("priority", "cases", "met", "missed", "withdrawn", "excused", "open", "attainment")


def what_if_lines(answer: WhatIf) -> Sequence[str]:
    """Return the lines for a terminal; where a figure would be another, both, with an arrow."""
    rows = [
        _row(line.priority, line.was, line.would_be)
        for line in answer.by_priority
        if line.was.cases
    ]
    rows.append(_row("all", answer.was, answer.would_be))
    return [
        *text_table(_HEADINGS, rows),
        "",
        f"{answer.different} of {answer.cases} cases would have ended otherwise"
        f"{':' if answer.different_cases else '.'}",
        *map(_case, answer.different_cases),
        *_not_shown(answer),
        *_not_known(answer),
    ]


def _row(name: str, was: Counts, would_be: Counts) -> Sequence[str]:
    return (
        name,
        str(was.cases),
        _both(str(was.met), str(would_be.met)),
        _both(str(was.missed), str(would_be.missed)),
        _both(str(was.withdrawn), str(would_be.withdrawn)),
        _both(str(was.excused), str(would_be.excused)),
        _both(str(was.open), str(would_be.open)),
        _both(_percent(was.attainment), _percent(would_be.attainment)),
    )


def _both(was: str, would_be: str) -> str:
    return was if was == would_be else f"{was} -> {would_be}"


def _percent(attainment: float | None) -> str:
    return "-" if attainment is None else f"{attainment} %"


def _case(case: DifferentCase) -> str:
    verdicts = f"{case.was.verdict} -> {case.would_be.verdict}"
    return f"  {case.number} of {case.customer_id}, {case.was.priority}: {verdicts}; {case.why}"


def _not_shown(answer: WhatIf) -> Iterable[str]:
    more = answer.different - len(answer.different_cases)
    if more and answer.different_cases:
        yield f"  and {more} more (--shown {answer.different})"


def _not_known(answer: WhatIf) -> Iterable[str]:
    if answer.known_until is not None:
        yield f"Judged by what was recorded up to {answer.known_until:%Y-%m-%d %H:%M:%S} UTC."
    if answer.facts_since is not None:
        yield (
            f"What happened to cases is kept since {answer.facts_since:%Y-%m-%d %H:%M:%S} UTC"
            " only: run `python -m sla_clock keep-facts`."
        )
    if answer.lacking:
        again = "" if answer.facts_since else ": run `python -m sla_clock keep-facts --again`"
        yield f"Of {answer.lacking} cases of that period not everything is kept{again}."
