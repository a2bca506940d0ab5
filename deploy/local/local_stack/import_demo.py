"""`make demo`: a ticket system's log becomes cases, the clock judges all of them, and a review
shows the result.
"""

import asyncio
import csv
import os
import shutil
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import httpx

from events.clock import SystemClock
from local_stack.incident_source import incident_log
from local_stack.judged_cases import Judged, JudgedCases, show_judged
from local_stack.local_run import keep_alive
from local_stack.postgres_server import folder_that_postgres_may_enter
from local_stack.stack import Stack, environment, running
from local_stack.state_folder import StateFolder
from local_stack.tokens import local_token

DEMO = "demo"
"""Where the demo keeps its data and secrets, beside those of `make run`."""


@dataclass(frozen=True)
class DemoOptions:
    """What was asked on the command line; `leave`: stop when the figures are shown."""

    log: Path | None
    zone: str
    plan: str | None
    leave: bool


async def import_demo(folder: StateFolder, options: DemoOptions) -> None:
    """Start an empty system, import, wait for the verdicts, show them, stay until cancelled."""
    folder.acquire()
    # The folder is ours by now, and an import needs an empty store.
    shutil.rmtree(folder_that_postgres_may_enter(folder.path / "postgres"), ignore_errors=True)
    log, what = incident_log(options.log, folder.path)
    clock = SystemClock()
    began = clock.monotonic()
    print(f"Importing {what}.\nStarting an empty Tocsin for it ...", flush=True)
    async with running(
        folder, lambda step: print(f"  {clock.monotonic() - began:5.1f} s  {step}", flush=True)
    ) as stack:
        await _import(stack, log, options)
        judged = await _judged(stack, _incidents(log))
        show_judged(judged)
        print("\n".join(_where_to_look(stack, judged)), flush=True)
        if not options.leave:
            print("\nCtrl-C stops it.", flush=True)
            await keep_alive(stack)


async def _import(stack: Stack, log: Path, options: DemoOptions) -> None:
    command = ["-m", "intake", "import-servicenow", str(log), "--zone", options.zone]
    command += ["--plan", options.plan] if options.plan else []
    # A process of its own, as an operator would run it, with the settings of the running intake.
    settings = environment(stack.folder, stack.addresses, "intake")
    importing = await asyncio.create_subprocess_exec(
        sys.executable, *command, env={**os.environ, **settings}
    )
    if await importing.wait() != 0:
        raise RuntimeError("the import failed")


async def _judged(stack: Stack, cases: int) -> list[Judged]:
    headers = {"Authorization": f"Bearer {local_token(stack.folder, 'analyst')}"}
    async with httpx.AsyncClient(headers=headers, timeout=30) as http:
        return await JudgedCases(http, stack.addresses.of("sla_clock")).wait_for(cases)


def _where_to_look(stack: Stack, judged: Sequence[Judged]) -> list[str]:
    tam = local_token(stack.folder, "tam", subject="demo-tam")
    base = stack.addresses.of("reporting")
    lines = [
        "",
        "A customer's quarterly review, with a chart (any period works: 2016-Q1, 2016-03, 2016):",
    ]
    for plan in ("gold", "platinum"):
        if most := busiest(judged, plan):
            customer_id, quarter = most
            reviews = f"{base}/v1/customers/{quote(customer_id, safe='')}/reviews"
            lines.append(f"  {plan:<9} {reviews}/{quarter}.html?token={tam}")
    more = "Another role: make token ROLE=agent, in another terminal."
    return [*lines, "", f"All of them:  {base}/?token={tam}", more]


def busiest(judged: Sequence[Judged], plan: str) -> tuple[str, str] | None:
    """Return the customer and the quarter with most cases of a plan; None without any."""
    sizes = Counter((each.customer_id, each.quarter) for each in judged if each.plan == plan)
    return sizes.most_common(1)[0][0] if sizes else None


def _incidents(log: Path) -> int:
    with log.open(newline="", encoding="utf-8") as file:
        return len({row["number"] for row in csv.DictReader(file)})
