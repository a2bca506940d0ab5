"""Waits until the clock has judged every imported case, and shows the verdicts as a table."""

import asyncio
import statistics
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import httpx
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from reporting.domain.period import quarter_of

_PATIENCE_S = 300
_PAGE = 200
_WIDER_THAN_ANY = 1_000


@dataclass(frozen=True)
class Judged:
    """One case's verdict.

    `quarter`: in which it was opened, in the vendor's zone. `late_s`: how long after `due_at` it
    was answered; None if it was in time or never.
    """

    customer_id: str
    plan: str
    priority: str
    state: str
    late_s: float | None
    quarter: str = ""


class JudgedCases:
    """Asks sla-clock for its verdicts."""

    def __init__(self, http: httpx.AsyncClient, sla_clock: str) -> None:
        self._http = http
        self._url = f"{sla_clock}/v1/deadlines"

    async def wait_for(self, cases: int) -> list[Judged]:
        """Return all verdicts, once there are `cases`. Raises RuntimeError if they do not come."""
        with Progress(transient=True) as progress:
            task = progress.add_task("judging", total=cases)
            for _ in range(_PATIENCE_S * 2):
                cases_read = await self._all()
                judged = [
                    each for each in cases_read if each.state in ("met", "breached", "cancelled")
                ]
                progress.update(task, completed=len(judged))
                # The clock judges as fast as it applies the imported log; there is no signal for
                # its end.
                if len(judged) >= cases:
                    return judged
                await asyncio.sleep(0.5)
        raise RuntimeError(
            f"only {len(judged)} of {cases} cases were judged within {_PATIENCE_S} s"
        )

    async def _all(self) -> list[Judged]:
        cases_read: list[Judged] = []
        cursor: str | None = None
        while True:
            answer = await self._http.get(
                self._url,
                params={
                    "state": "all",
                    "goal": "first_response",
                    "limit": _PAGE,
                    **({"cursor": cursor} if cursor else {}),
                },
            )
            answer.raise_for_status()
            page = answer.json()
            cases_read += [_judged(item) for item in page["items"]]
            cursor = page["next"]
            if cursor is None:
                return cases_read


def show_judged(judged: list[Judged]) -> None:
    """Print a table by plan and priority: cases, met, breached, and how late answers were.

    It fits 80 columns; no figure is cut off, a narrower terminal breaks the lines.
    """
    title = "First responses, judged by the care plans"
    table = Table(title=title, title_justify="left", box=None, padding=(0, 2, 0, 0), pad_edge=False)
    for name in ("plan", "priority", "cases", "met", "breached", "kept", "late, median", "worst"):
        table.add_column(
            name, justify="left" if name in ("plan", "priority") else "right", no_wrap=True
        )
    groups: dict[tuple[str, str], list[Judged]] = defaultdict(list)
    for each in judged:
        groups[each.plan, each.priority].append(each)
    for (plan, priority), members in sorted(groups.items()):
        table.add_row(plan, priority, *_figures(members))
    table.add_row()
    table.add_row("all", "", *_figures(judged))
    console = Console()
    console.width = max(console.width, Console(width=_WIDER_THAN_ANY).measure(table).maximum)
    console.print(table)


def _figures(members: list[Judged]) -> tuple[str, ...]:
    met = sum(each.state == "met" for each in members)
    breached = sum(each.state == "breached" for each in members)
    late = [each.late_s for each in members if each.late_s is not None]
    median, worst = (_span(statistics.median(late)), _span(max(late))) if late else ("-", "-")
    kept = f"{100 * met / (met + breached):.1f} %" if met + breached else "-"
    return str(len(members)), str(met), str(breached), kept, median, worst


def _span(seconds: float) -> str:
    hours, minutes = divmod(round(seconds / 60), 60)
    days, hours = divmod(hours, 24)
    return f"{days} d {hours:02} h" if days else f"{hours} h {minutes:02} m"


def _judged(item: dict[str, Any]) -> Judged:
    return Judged(
        item["customer_id"],
        item["plan"],
        item["priority"],
        item["state"],
        item["answered_late_by_s"],
        quarter_of(datetime.fromisoformat(item["started_at"]), ZoneInfo(item["zone"])),
    )
