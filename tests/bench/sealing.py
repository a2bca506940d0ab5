"""What sealing costs: the same appends to a store that seals and to one that does not, by turns;
and one event, written and read."""

from collections.abc import Callable, Sequence

from events.catalogue.on_call_events import EscalationStep, EscalationTarget
from events.catalogue.page_events import PageRaised, PageText
from events.catalogue.registry import CATALOGUE, SAMPLE_ID
from events.catalogue.samples import SAMPLE_KEY, SAMPLE_KEYS
from events.event import Meta, NewEvent
from events.sealing.key_ring import KeyRing
from events.store.postgres_store import PostgresStore
from events.store.sealing_keys import SealingKeyTable
from tests.bench.appending import append_for
from tests.bench.figures import Figure
from tests.bench.workbench import CLOCK, SCHEMA, Workbench, make_store, tables

_TURNS = 3
WITHOUT = "append, 64 clients, no relay, not sealed"


async def measure(bench: Workbench) -> Sequence[Figure]:
    """Append sealed and plain in turn, to the same tables, so that both see them grow."""
    rates: dict[bool, list[float]] = {True: [], False: []}
    async with tables(bench.dsn) as pool:
        keys = SealingKeyTable(pool, SCHEMA, KeyRing("a sealing key for the bench only"), CLOCK)
        stores = {True: make_store(pool, keys), False: make_store(pool)}
        for _ in range(_TURNS):
            for seals, store in stores.items():
                rates[seals].append(await _appends(store, bench))
        for store in stores.values():
            await store.close()
    sealed, plain = (sorted(rates[seals])[_TURNS // 2] for seals in (True, False))
    return [
        Figure(name="append, 64 clients, no relay, sealed", rate=sealed, against=(WITHOUT,)),
        Figure(name=WITHOUT, rate=plain, yardstick=True),
        *_of_one_event(bench),
    ]


async def _appends(store: PostgresStore, bench: Workbench) -> float:
    rate, _ = await append_for(store, 64, bench.sizes.seconds / 2)
    return rate


def _of_one_event(bench: Workbench) -> Sequence[Figure]:
    """Write and read the event of a page, sealed and plain, without any store."""
    new = _page_raised()
    name = CATALOGUE.entry_of(new.data).name
    keys = {str(CATALOGUE.person_of(new)): SAMPLE_KEY}
    made = {sealed: CATALOGUE.write(new, keys if sealed else None) for sealed in (True, False)}

    def read(sealed: bool) -> Callable[[], object]:
        _, version, data = made[sealed]
        return lambda: CATALOGUE.decode(
            name, version, data, event_id=new.event_id, keys=SAMPLE_KEYS
        )

    written = ("a page's event is sealed and written", "a page's event is written plain")
    opened = ("a page's event is read and opened", "a page's event is read plain")
    return [
        *_figures(
            written,
            _rate(lambda: CATALOGUE.write(new, keys), bench),
            _rate(lambda: CATALOGUE.write(new, None), bench),
        ),
        *_figures(opened, _rate(read(True), bench), _rate(read(False), bench)),
    ]


def _figures(names: tuple[str, str], rate: float, yardstick: float) -> Sequence[Figure]:
    name, plain = names
    return [
        Figure(name=name, rate=rate, against=(plain,)),
        Figure(name=plain, rate=yardstick, yardstick=True),
    ]


def _rate(work: Callable[[], object], bench: Workbench) -> float:
    begun, count = CLOCK.monotonic(), 0
    while CLOCK.monotonic() - begun < bench.sizes.seconds / 4:
        for _ in range(1_000):
            work()
        count += 1_000
    return count / (CLOCK.monotonic() - begun)


def _page_raised() -> NewEvent:
    at = CLOCK.now()
    step = EscalationStep(after_s=0, targets=(EscalationTarget(kind="schedule", id="front-line"),))
    raised = PageRaised(
        page_id="8a4f2f0e-5d55-5b0b-9a39-3f7c0b7f6c21",
        reason="p1-opened",
        cause_id="018f0000-0000-7000-8000-000000000001",
        case_id="018f0000-0000-7000-8000-000000000002",
        number="CS0001042",
        customer_id="acme",
        plan="gold",
        priority="P1",
        due_at=at,
        policy_id="standard",
        steps=(step,),
        raised_at=at,
        personal=PageText(subject="Line 4 stands still", case_subject="Line 4 stands still"),
    )
    return NewEvent(
        data=raised, event_id=SAMPLE_ID, occurred_at=at, meta=Meta(correlation_id="bench")
    )
