"""Reads what a plan promises from the terms' files alone (CP-22 to CP-27)."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

TERMS = Path(__file__).parents[2] / "libs" / "careplans" / "careplans" / "data" / "terms"
FIVE_GOALS = Path(__file__).parents[2] / "docs/examples/five-goals/terms/five-goals.1.toml"
SECOND = 1_000_000
_SECONDS = {"minute": 60, "minutes": 60, "hour": 3_600, "hours": 3_600}


@dataclass(frozen=True, slots=True)
class SlowTarget:
    """A promised length: microseconds, or business days; `always`: at nights and weekends, too."""

    length: int
    business_days: int
    always: bool


@dataclass(frozen=True, slots=True)
class SlowPromise:
    """What a plan promises by one version of the terms. A rule that a version does not name is
    None: then the first reading holds."""

    targets: Mapping[str, SlowTarget]
    warn_at: tuple[float, ...]
    when_due: str | None
    at_due: str | None
    when_raised: str | None
    when_lowered: str | None
    cover_warn_at: tuple[float, ...]
    cover_after_opening: int | None
    cover_after_letting_go: int | None


@dataclass(frozen=True, slots=True)
class SlowGoalTerms:
    """What a plan is promised of one further goal, and what starts and stops it."""

    goal: str
    targets: Mapping[str, SlowTarget]
    starts: tuple[str, ...]
    stops: tuple[str, ...]
    warn_at: tuple[float, ...]


def terms_versions() -> list[str]:
    """Every version of the packaged terms, oldest first, and that with five goals."""
    packaged = sorted(one.name.removesuffix(".toml") for one in TERMS.glob("*.toml"))
    return [*packaged, FIVE_GOALS.name.removesuffix(".toml")]


@cache
def _file(version: str) -> Mapping[str, Any]:
    file = TERMS / f"{version}.toml"
    return tomllib.loads((file if file.is_file() else FIVE_GOALS).read_text("utf-8"))


@cache
def slow_goals(version: str, plan: str) -> tuple[SlowGoalTerms, ...]:
    """What the plan is promised of further goals by that version."""
    file = _file(version)
    always = file["clock"]["counts_always"]
    return tuple(
        SlowGoalTerms(
            goal=goal["goal"].replace("-", "_"),
            targets={
                priority: _target(text, always=priority in always)
                for priority, text in goal["targets"][plan].items()
            },
            starts=tuple(goal["starts"]),
            stops=tuple(goal["stops"]),
            warn_at=tuple(goal.get("warn_at_fractions", file["clock"]["warn_at_fractions"])),
        )
        for goal in file.get("goals", ())
        if plan in goal["targets"]
    )


@cache
def slow_promise(version: str, plan: str) -> SlowPromise:
    """The plan's promise by that version."""
    file = _file(version)
    clock, cover = file["clock"], file.get("cover")
    warn_at = tuple(clock["warn_at_fractions"])
    return SlowPromise(
        targets={
            priority: _target(text, always=priority in clock["counts_always"])
            for priority, text in file["plans"][plan]["first_response"].items()
        },
        warn_at=warn_at,
        cover_warn_at=tuple(cover.get("warn_at_fractions", warn_at)) if cover else (),
        when_due=clock.get("when_due"),
        at_due=clock.get("at_due"),
        when_raised=clock.get("when_raised"),
        when_lowered=clock.get("when_lowered"),
        cover_after_opening=_length(cover["after_opening"]) if cover else None,
        cover_after_letting_go=_length(cover["after_letting_go"]) if cover else None,
    )


def _target(text: str, *, always: bool) -> SlowTarget:
    amount, _, unit = text.partition(" ")
    if unit in ("business day", "business days"):
        return SlowTarget(length=0, business_days=int(amount), always=False)
    return SlowTarget(length=_length(text), business_days=0, always=always)


def _length(text: str) -> int:
    amount, _, unit = text.partition(" ")
    return int(amount) * _SECONDS[unit] * SECOND
