"""`make soak`: sends days' worth of records in minutes through what `make run` starts, and checks
that everything runs at the end as at the start.

Only the records a second are raised: watermarks go out as fast as `every_ms` says, whether anything
is due or not, and cases come all the time. One promise is shortened, so that deadlines pass within
a run (`soak_terms.py`). What is measured is a table of figures (`FIGURES`), taken over the first
and the last part of the run.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from statistics import median

import httpx

from events.broker.broker import BrokerTrouble, Subscription, TopicPartition
from events.broker.kafka_broker import KafkaBroker
from events.catalogue.topics import WATERMARKS
from events.clock import SystemClock
from local_stack.demo_vendor import DemoVendor
from local_stack.process_cpu import cpu_seconds
from local_stack.soak_terms import write_soak_terms
from local_stack.stack import SERVICES, Stack, running
from local_stack.state_folder import StateFolder
from local_stack.tokens import local_token

WATERMARKS_A_DAY = 86_400
CASES_A_DAY = 300
_PROBE_EVERY_S = 2.0
_P1_EVERY_S = 5.0
_BREACH_EVERY_S = 5.0
_DUE_AFTER_S = 60
_PATIENCE = 120
_PART = 4
"""A run is divided into this many parts; its first is the start, its last the end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SoakOptions:
    """Days' records, milliseconds between two watermarks, and the most seconds to take."""

    days: float = 1.0
    every_ms: int = 3
    at_most_s: float = 3_600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A figure of the table.

    Its bound at the end is a multiple of that at the start; some value is always allowed.
    """

    name: str
    unit: str
    times: float
    always: float


FIGURES = (
    Figure(name="watermark lag, worst", unit="s", times=2.0, always=1.5),
    Figure(name="P1 until its page, median", unit="s", times=2.0, always=0.5),
    Figure(name="P1 until its page, worst", unit="s", times=2.0, always=1.0),
    Figure(name="breach noticed late, worst", unit="s", times=2.0, always=1.0),
    Figure(name="broker's CPU", unit="% of a core", times=1.5, always=5.0),
    Figure(name="services' CPU", unit="% of a core", times=1.5, always=20.0),
)


@dataclass
class Samples:
    """What was seen so far: times are seconds since the beginning."""

    lags: list[tuple[float, float]] = field(default_factory=list)
    pages: list[tuple[float, float]] = field(default_factory=list)
    breaches: list[tuple[float, float]] = field(default_factory=list)
    broker: list[tuple[float, float]] = field(default_factory=list)
    services: list[tuple[float, float]] = field(default_factory=list)
    blind: int = 0
    cases: int = 0
    watermarks: int = 0

    def figures(self, begin_s: float, end_s: float) -> Mapping[str, float]:
        """Return the figures of a part of the run."""
        lags, pages = _within(self.lags, begin_s, end_s), _within(self.pages, begin_s, end_s)
        return {
            "watermark lag, worst": max(lags, default=0.0),
            "P1 until its page, median": median(pages) if pages else 0.0,
            "P1 until its page, worst": max(pages, default=0.0),
            "breach noticed late, worst": max(_within(self.breaches, begin_s, end_s), default=0.0),
            "broker's CPU": _share(self.broker, begin_s, end_s),
            "services' CPU": _share(self.services, begin_s, end_s),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class SoakReport:
    """The result of a soak: the table's lines, and the names of what has grown."""

    lines: Sequence[str]
    grown: Sequence[str]


async def soak(folder: StateFolder, options: SoakOptions) -> SoakReport:
    """Start the system, make it busy, measure, stop it. Raises AlreadyRunning."""
    folder.acquire()
    raised = {
        "TOCSIN_WATERMARK_EVERY_MS": str(options.every_ms),
        "TOCSIN_WATERMARK_AT_REST_MS": str(options.every_ms),
        "TOCSIN_TERMS_FOLDER": str(write_soak_terms(folder.path / "terms")),
    }
    async with running(folder, _say, raised=raised) as stack:
        await DemoVendor(stack.addresses, folder, SystemClock().now().date()).load()
        return await Soak(stack, folder, options).run()


class Soak:
    """One run on a system that is up."""

    def __init__(self, stack: Stack, folder: StateFolder, options: SoakOptions) -> None:
        self._stack, self._folder, self._options = stack, folder, options
        self._clock, self._samples = SystemClock(), Samples()
        self._began = self._clock.monotonic()

    async def run(self) -> SoakReport:
        """Run until as many watermarks were sent as the days make, or the time is over."""
        target = int(self._options.days * WATERMARKS_A_DAY)
        async with httpx.AsyncClient(timeout=20) as http:
            await self._wait_until_ready(http)
            self._began = self._clock.monotonic()
            works = (
                self._probe(http),
                self._page(http),
                self._break_promises(http),
                self._open_cases(http),
                self._count(),
            )
            tasks = [asyncio.ensure_future(work) for work in works]
            while self._samples.watermarks < target and self._now() < self._options.at_most_s:
                await asyncio.sleep(0.5)
                for task in tasks:
                    if task.done():
                        # What broke a task is raised here: figures that are no longer taken would
                        # look good.
                        task.result()
            took_s = self._now()
            for task in tasks:
                task.cancel()
            # Only now is the client closed that they use.
            await asyncio.gather(*tasks, return_exceptions=True)
        return _report(self._samples, took_s, target)

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
        self._samples = Samples()

    async def _probe(self, http: httpx.AsyncClient) -> None:
        while True:
            status = await self._clock_status(http)
            self._samples.blind += bool(status["blind"])
            self._samples.lags.append((self._now(), float(status["watermark_lag_s"] or 0.0)))
            services = sum(cpu_seconds(self._folder.pid_of(name)) for name in SERVICES)
            self._samples.broker.append((self._now(), cpu_seconds(self._folder.pid_of("broker"))))
            self._samples.services.append((self._now(), services))
            await asyncio.sleep(_PROBE_EVERY_S)

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

    async def _count(self) -> None:
        """Count the watermarks that intake sends, by their offsets."""
        while True:
            # A topic that is being trimmed is gone for a moment; begin again then.
            with suppress(BrokerTrouble):
                async with _newest(
                    self._stack.addresses.bootstrap_servers, WATERMARKS["intake"]
                ) as subscription:
                    await self._follow(subscription)
            await asyncio.sleep(0.2)

    async def _follow(self, subscription: Subscription) -> None:
        partition, offset = TopicPartition(WATERMARKS["intake"], 0), None
        while True:
            came = (await subscription.poll(0.2, 5_000)).get(partition, ())
            if came:
                self._samples.watermarks += len(came)
                offset = came[-1].offset + 1
            end = subscription.known_end(partition)
            # A topic that was trimmed ends below our offset: begin again where it begins.
            if offset is None or (end is not None and end < offset):
                offset = (await subscription.offsets(partition))[0]
                await subscription.seek(partition, offset)

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


@asynccontextmanager
async def _newest(servers: str, topic: str) -> AsyncIterator[Subscription]:
    subscription = await KafkaBroker(servers).follower([topic])
    try:
        yield subscription
    finally:
        await subscription.close()


def _within(samples: Sequence[tuple[float, float]], begin_s: float, end_s: float) -> list[float]:
    return [value for at, value in samples if begin_s <= at <= end_s]


def _share(samples: Sequence[tuple[float, float]], begin_s: float, end_s: float) -> float:
    """Return processor time as a percentage of one core."""
    part = [(at, value) for at, value in samples if begin_s <= at <= end_s]
    if len(part) < 2:
        return 0.0
    return 100 * (part[-1][1] - part[0][1]) / (part[-1][0] - part[0][0])


def _report(samples: Samples, took_s: float, target: int) -> SoakReport:
    start = samples.figures(0, took_s / _PART)
    end = samples.figures(took_s * (1 - 1 / _PART), took_s)
    rows = [
        f"{one.name:28}{start[one.name]:10.2f}{end[one.name]:10.2f}  {one.unit}" for one in FIGURES
    ]
    grown = [
        one.name for one in FIGURES if end[one.name] > max(one.always, one.times * start[one.name])
    ]
    days = samples.watermarks / WATERMARKS_A_DAY
    made = (
        f"{samples.watermarks} watermarks ({days:.2f} days' worth at rest), {samples.cases} cases, "
        f"{len(samples.pages)} P1s and {len(samples.breaches)} breaches in {took_s:.0f} s; "
        f"seen blind {samples.blind} times"
    )
    if samples.watermarks < target:
        made += f"; {target} watermarks were to be made, and the time was over before"
        grown.append("the time was too short")
    if samples.blind:
        grown.append("the clock was blind")
    return SoakReport(lines=[made, f"{'':28}{'start':>10}{'end':>10}", *rows], grown=grown)


def _say(line: str) -> None:
    print(f"  {line}", flush=True)
