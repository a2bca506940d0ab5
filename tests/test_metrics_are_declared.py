"""Every metric that a package counts stands in its table, and every row of a table is counted."""

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from intake.timers.send_webhooks import WEBHOOK_METRICS
from notifier.projections.count_pages import NOTIFIER_METRICS
from sla_clock.api.clock_status import CLOCK_METRICS
from webapi.metrics import BROKER_METRICS, HTTP_METRICS, PROGRESS_METRICS, MetricTable

ROOT = Path(__file__).parents[1]
TABLES: Mapping[str, MetricTable] = {
    "libs/events/events": {},
    "libs/webapi/webapi": {**HTTP_METRICS, **BROKER_METRICS, **PROGRESS_METRICS},
    "services/intake/intake": WEBHOOK_METRICS,
    "services/sla-clock/sla_clock": CLOCK_METRICS,
    "services/notifier/notifier": NOTIFIER_METRICS,
    "services/reporting/reporting": {},
}
COUNTING = {"count": "counter", "set": "gauge", "observe": "histogram"}


def counted_in(package: str) -> Iterator[tuple[str, str]]:
    """Yield the name and kind of each metric that a package's modules count."""
    for path in (ROOT / package).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(
                    func=ast.Attribute(attr=method), args=[ast.Constant(value=str(name)), *_]
                ) if method in COUNTING and name.startswith("tocsin_"):
                    yield name, COUNTING[method]
                case _:
                    continue


@pytest.mark.parametrize("package", TABLES)
def test_a_packages_table_has_what_it_counts_and_no_more(package: str) -> None:
    declared = {(name, rule.kind) for name, rule in TABLES[package].items()}
    assert set(counted_in(package)) == declared


def test_every_name_ends_in_its_unit_or_says_that_it_is_a_total() -> None:
    rules = [row for table in TABLES.values() for row in table.items()]
    counters = [name for name, rule in rules if rule.kind == "counter"]
    histograms = [name for name, rule in rules if rule.kind == "histogram"]
    assert all(name.endswith("_total") for name in counters)
    assert all(name.endswith(("_seconds", "_bytes")) for name in histograms)
