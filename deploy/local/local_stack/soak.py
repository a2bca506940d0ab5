"""`make soak`: sends days' worth of records in minutes through what `make run` starts, and checks
that everything runs at the end as at the start.

Only the records a second are raised: watermarks go out as fast as `every_ms` says, whether anything
is due or not, and cases come all the time. One promise is shortened, so that deadlines pass within
a run (`soak_terms.py`). Before and after, the same system rests as it does when nobody asks
anything of it: on the same broker and database, the services are started anew, with and without the
raised settings. What is measured is a table of figures (`soak_figures.py`).
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from statistics import median

import httpx

from events.broker.kafka_broker import KafkaBroker
from events.clock import SystemClock
from events.store.connection import make_pool
from local_stack.count_watermarks import WatermarkCount
from local_stack.demo_vendor import DemoVendor
from local_stack.process_load import ProcessLoad, process_load
from local_stack.servers import BrokerKind
from local_stack.service_process import ServiceProcess
from local_stack.soak_figures import (
    PROCESSES,
    WATERMARKS_A_DAY,
    Samples,
    SoakReport,
    report,
    share_of_a_core,
)
from local_stack.soak_terms import write_soak_terms
from local_stack.stack import SERVICES, Stack, running
from local_stack.state_folder import StateFolder
from local_stack.tokens import local_token
from local_stack.yardstick import yardstick_ms

CASES_A_DAY = 300
_PROBE_EVERY_S = 1.0
_P1_EVERY_S = 5.0
_BREACH_EVERY_S = 5.0
_DUE_AFTER_S = 60
_PATIENCE = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class SoakOptions:
    """Days' records, milliseconds between two watermarks, the most seconds to take, and the seconds
    of rest before and after. `slack` widens the bounds of what takes time."""

    days: float = 1.0
    every_ms: int = 1
    at_most_s: float = 14_400.0
    rest_s: float = 60.0
    slack: float = 1.0
    broker: BrokerKind = "embedded"


async def soak(folder: StateFolder, options: SoakOptions) -> SoakReport:
    """Start the system, make it busy, measure, stop it. Raises AlreadyRunning."""
    folder.acquire()
    terms = {"TOCSIN_TERMS_FOLDER": str(write_soak_terms(folder.path / "terms"))}
    async with running(folder, _say, options.broker, terms) as stack:
        await DemoVendor(stack.addresses, folder, SystemClock().now().date()).load()
        soaking = Soak(stack, folder, options)
        try:
            return await soaking.run()
        finally:
            # Started by us, so the stack does not know them.
            await soaking.stop_services()


class Soak:
    """One run on a system that is up."""

    def __init__(self, stack: Stack, folder: StateFolder, options: SoakOptions) -> None:
        self._stack, self._folder, self._options = stack, folder, options
        self._services = [one for one in stack.processes if one.name in SERVICES]
        self._clock, self._samples = SystemClock(), Samples()
        self._began = self._clock.monotonic()

    async def run(self) -> SoakReport:
        """Rest, work, rest again, and compare."""
        raised = {
            name: str(self._options.every_ms)
            for name in ("TOCSIN_WATERMARK_EVERY_MS", "TOCSIN_WATERMARK_AT_REST_MS")
        }
        async with httpx.AsyncClient(timeout=20) as http:
            await self._wait_until_ready(http)
            rest_before, before = await self._rest()
            await self._start_anew(raised)
            await self._wait_until_ready(http)
            took_s = await self._work(http)
            await self._start_anew(dict.fromkeys(raised))
            await self._wait_until_ready(http)
            rest_after, after = await self._rest()
        self._samples.rest_before, self._samples.rest_after = rest_before, rest_after
        self._samples.yardstick_before, self._samples.yardstick_after = before, after
        return report(
            self._samples, took_s, self._target, self._options.slack, self._options.broker
        )

    @property
    def _target(self) -> int:
        return int(self._options.days * WATERMARKS_A_DAY)

    async def _rest(self) -> tuple[Mapping[str, float], float]:
        """Ask nothing of the system for a while; return each process's share of a core, and the
        milliseconds of the yardstick."""
        await self._clean_up()
        _say(f"at rest for {self._options.rest_s:.0f} s")
        began, before = self._clock.monotonic(), self._loads()
        yardsticks = list[float]()
        while (left := self._options.rest_s - (self._clock.monotonic() - began)) > 0:
            yardsticks.append(yardstick_ms())
            await asyncio.sleep(min(left, _PROBE_EVERY_S))
        took_s, after = self._clock.monotonic() - began, self._loads()
        shares = {name: share_of_a_core(before[name], after[name], took_s) for name in PROCESSES}
        return shares, median(yardsticks)

    async def _clean_up(self) -> None:
        """Let the database do at once what work leaves for later: it is no cost of rest."""
        pool = await make_pool(
            self._stack.addresses.database_url, size=1, application_name="local-stack"
        )
        try:
            await pool.execute("vacuum (analyze)")
            await pool.execute("checkpoint")
        finally:
            await pool.close()

    async def stop_services(self) -> None:
        """Stop the services that run now, while their servers still do."""
        await asyncio.gather(*(service.stop() for service in self._services))

    async def _start_anew(self, settings: Mapping[str, str | None]) -> None:
        """Stop the services and start them with other settings; None: without that setting."""
        await self.stop_services()
        self._services = [_with_settings(service, settings) for service in self._services]
        await asyncio.gather(*(service.start() for service in self._services))
        _say("services started anew")

    async def _work(self, http: httpx.AsyncClient) -> float:
        """Run until as many watermarks were sent as the days make, or the time is over; return how
        many seconds that took."""
        self._samples, self._began = Samples(), self._clock.monotonic()
        counting = WatermarkCount(KafkaBroker(self._stack.addresses.bootstrap_servers))
        works = (
            self._probe(http),
            self._page(http),
            self._break_promises(http),
            self._open_cases(http),
            counting.run(),
            self._say_how_far(),
        )
        tasks = [asyncio.ensure_future(work) for work in works]
        while self._samples.watermarks < self._target and self._now() < self._options.at_most_s:
            await asyncio.sleep(0.5)
            self._samples.watermarks = counting.sent
            # Figures that are no longer taken would look good, so the run ends here, and says why;
            # what was seen until then is worth its hours.
            if (ended := next((task for task in tasks if task.done()), None)) is not None:
                self._samples.broken_by = repr(ended.exception())
                break
        took_s = self._now()
        for task in tasks:
            task.cancel()
        # Only now is the client closed that they use.
        await asyncio.gather(*tasks, return_exceptions=True)
        return took_s

    async def _say_how_far(self) -> None:
        while True:
            await asyncio.sleep(_PATIENCE)
            share = self._samples.watermarks / self._target
            _say(f"{share:.0%} of the records after {self._now():.0f} s")

    def _now(self) -> float:
        return self._clock.monotonic() - self._began

    async def _wait_until_ready(self, http: httpx.AsyncClient) -> None:
        """Wait until the clock sees and one P1 has paged."""
        for _ in range(_PATIENCE):
            if not (await self._clock_status(http))["blind"]:
                break
            await asyncio.sleep(0.5)
        # The first page warms everything up and belongs to no figure.
        await self._page_once(http)

    async def _probe(self, http: httpx.AsyncClient) -> None:
        while True:
            status = await self._clock_status(http)
            self._samples.blind += bool(status["blind"])
            self._samples.lags.append((self._now(), float(status["watermark_lag_s"] or 0.0)))
            self._samples.yardsticks.append((self._now(), yardstick_ms()))
            for name, load in self._loads().items():
                self._samples.loads.setdefault(name, []).append((self._now(), load))
            await asyncio.sleep(_PROBE_EVERY_S)

    def _loads(self) -> Mapping[str, ProcessLoad]:
        return {name: process_load(self._folder.pid_of(name)) for name in PROCESSES}

    async def _page(self, http: httpx.AsyncClient) -> None:
        while True:
            at = self._now()
            self._samples.pages.append((at, await self._page_once(http)))
            await asyncio.sleep(_P1_EVERY_S)

    async def _page_once(self, http: httpx.AsyncClient) -> float:
        """Open a P1; return the seconds until its page was caught. Answer and close the case."""
        opened_at = self._clock.monotonic()
        case = await self._open(http, "P1")
        caught = f"{self._stack.addresses.caught}/caught.json"
        for _ in range(50 * _PATIENCE):
            if case["number"] in (await http.get(caught)).text:
                break
            await asyncio.sleep(0.02)
        took = self._clock.monotonic() - opened_at
        for command in ("respond", "resolve", "close"):
            await self._post(http, f"/v1/cases/{case['case_id']}/{command}", {"text": "Done."})
        return took

    async def _break_promises(self, http: httpx.AsyncClient) -> None:
        """Leave P1s of Silver unanswered, and measure how late each breach is noticed."""
        async with asyncio.TaskGroup() as group:
            while True:
                group.create_task(self._break_one(http))
                await asyncio.sleep(_BREACH_EVERY_S)

    async def _break_one(self, http: httpx.AsyncClient) -> None:
        case = await self._open(http, "P1", "harbor-foods", "ines")
        await asyncio.sleep(_DUE_AFTER_S)
        for _ in range(10 * _PATIENCE):
            noticed = await self._breach(http, case["case_id"])
            if noticed is not None:
                self._samples.breaches.append((self._now(), noticed))
                break
            await asyncio.sleep(0.5)
        for command in ("respond", "resolve", "close"):
            await self._post(http, f"/v1/cases/{case['case_id']}/{command}", {"text": "Done."})

    async def _breach(self, http: httpx.AsyncClient, case_id: str) -> float | None:
        """Return how many seconds late the breach of a case was noticed; None: not yet."""
        url = f"{self._stack.addresses.of('sla_clock')}/v1/cases/{case_id}/deadlines"
        deadlines = (await http.get(url, headers=self._headers())).json()
        if not deadlines or deadlines[0]["breached_at"] is None:
            return None
        breached_at, detected_at = (
            datetime.fromisoformat(deadlines[0][name]) for name in ("breached_at", "detected_at")
        )
        return (detected_at - breached_at).total_seconds()

    async def _open_cases(self, http: httpx.AsyncClient) -> None:
        """Open cases, as many in relation to the watermarks as in a day."""
        while True:
            if self._samples.cases < self._samples.watermarks * CASES_A_DAY / WATERMARKS_A_DAY:
                case = await self._open(http, "P3")
                await self._post(http, f"/v1/cases/{case['case_id']}/respond", {"text": "On it."})
                self._samples.cases += 1
            await asyncio.sleep(0.05)

    async def _clock_status(self, http: httpx.AsyncClient) -> Mapping[str, float]:
        url = f"{self._stack.addresses.of('sla_clock')}/v1/clock"
        status: dict[str, float] = (await http.get(url, headers=self._headers())).json()
        return status

    def _headers(self) -> Mapping[str, str]:
        token = local_token(self._folder, "agent", user_id="rivera")
        return {"Authorization": f"Bearer {token}"}

    async def _open(
        self,
        http: httpx.AsyncClient,
        priority: str,
        customer_id: str = "meridian-motors",
        reporter_id: str = "ada",
    ) -> Mapping[str, str]:
        body = {"customer_id": customer_id, "reporter_id": reporter_id, "priority": priority}
        body |= {"subject": f"Soak {self._now():.3f}", "description": "To see whether it holds."}
        return await self._post(http, "/v1/cases", body)

    async def _post(self, http: httpx.AsyncClient, path: str, body: object) -> Mapping[str, str]:
        url = f"{self._stack.addresses.of('intake')}{path}"
        answer = await http.post(url, json=body, headers=self._headers())
        if answer.is_error:
            raise RuntimeError(f"{path}: {answer.status_code} {answer.text}")
        made: dict[str, str] = answer.json()
        return made


def _with_settings(service: ServiceProcess, settings: Mapping[str, str | None]) -> ServiceProcess:
    environment = {**service.environment, **settings}
    set_ones = {name: value for name, value in environment.items() if value is not None}
    return replace(service, environment=set_ones)


def _say(line: str) -> None:
    print(f"  {line}", flush=True)
