"""Metrics by closed tables: a name that is in no table cannot be counted, so no dashboard misses
one.

A table is a `MetricTable`: the name of each metric with its `MetricRule`. This module has those of
every service (`HTTP_METRICS`, `BROKER_METRICS`, `PROGRESS_METRICS`); a service that counts more has
one table of its own, `<SERVICE>_METRICS`. Documents are made from these tables, so the shape stays.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias, TypeVar

from fastapi import FastAPI
from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4

Collector: TypeAlias = Counter | Gauge | Histogram
C = TypeVar("C", Counter, Gauge, Histogram)


@dataclass(frozen=True, slots=True)
class MetricRule:
    """What a metric is.

    Names end in their unit (`_seconds`, `_bytes`) or in `_total`; labels have few values, never an
    id.
    """

    kind: Literal["counter", "gauge", "histogram"]
    help: str
    labels: tuple[str, ...] = ()
    # In seconds: from what an append takes to what a client no longer waits for.
    buckets: tuple[float, ...] = (
        0.001,
        0.0025,
        0.005,
        0.01,
        0.025,
        0.05,
        0.1,
        0.25,
        0.5,
        1,
        2.5,
        5,
        10,
    )


MetricTable: TypeAlias = Mapping[str, MetricRule]
"""Metric name -> what it is."""

HTTP_METRICS: MetricTable = {
    "tocsin_http_requests_total": MetricRule(
        "counter", "Requests answered.", ("method", "route", "status")
    ),
    "tocsin_http_request_seconds": MetricRule(
        "histogram", "Time to answer a request, in seconds.", ("method", "route")
    ),
    "tocsin_tokens_refused_total": MetricRule("counter", "Tokens that could not be believed."),
    "tocsin_refusals_braked_total": MetricRule(
        "counter", "Refused tokens and links answered 429: too many from one address."
    ),
    "tocsin_calls_over_budget_total": MetricRule(
        "counter", "Calls answered 429, since their identity's budget was used up.", ("budget",)
    ),
}
"""Metrics that every service has."""

BROKER_METRICS: MetricTable = {
    "tocsin_broker_reachable": MetricRule("gauge", "1 while the broker answers, else 0."),
}
"""Metrics of a service that watches its broker."""

PROGRESS_METRICS: MetricTable = {
    "tocsin_log_events": MetricRule(
        "gauge", "Events in the service's own log; its growth is the rate of appends."
    ),
    "tocsin_relay_unsent_events": MetricRule(
        "gauge", "Events of the service's own log that were not sent to its topic yet."
    ),
    "tocsin_consumer_lag_records": MetricRule(
        "gauge", "Records that wait to be applied, as far as this process reads.", ("consumer",)
    ),
    "tocsin_consumer_stopped_partitions": MetricRule(
        "gauge", "Partitions that stopped, so that a person must look.", ("consumer",)
    ),
}
"""Metrics of a service that has a log, or follows those of others."""


class UndeclaredMetric(Exception):
    """The name is in no table. Add it to the service's table of metrics."""


class Metrics:
    """The metrics of one app, in a registry of their own: several apps live in one process."""

    def __init__(self, table: MetricTable = HTTP_METRICS) -> None:
        # Not the global registry: two apps in one process (stories) would collide in it.
        self._registry = CollectorRegistry()
        self._collectors: dict[str, Collector] = {}
        ProcessCollector(registry=self._registry)
        self.declare(table)

    def declare(self, table: MetricTable) -> None:
        """Add a service's own table. Raises ValueError for a name that is there already."""
        for name, rule in table.items():
            self._collectors[name] = _collector(name, rule, self._registry)

    def count(self, name: str, by: float = 1, **labels: str) -> None:
        """Add to a counter."""
        self._labelled(name, Counter, labels).inc(by)

    def set(self, name: str, value: float, **labels: str) -> None:
        """Set a gauge to a value."""
        self._labelled(name, Gauge, labels).set(value)

    def observe(self, name: str, value: float, **labels: str) -> None:
        """Add a value to a histogram."""
        self._labelled(name, Histogram, labels).observe(value)

    def text(self) -> bytes:
        """Return all of it, in Prometheus' text format."""
        return generate_latest(self._registry)

    def _labelled(self, name: str, kind: type[C], labels: Mapping[str, str]) -> C:
        collector = self._collectors.get(name)
        if collector is None or not isinstance(collector, kind):
            raise UndeclaredMetric(f"no {kind.__name__.lower()} {name} in the table")
        return collector.labels(**labels) if labels else collector


def metrics_of(app: FastAPI) -> Metrics:
    """Return the metrics that `make_app` gave this app."""
    metrics = app.state.metrics
    assert isinstance(metrics, Metrics), "make_app sets it"
    return metrics


def _collector(name: str, rule: MetricRule, registry: CollectorRegistry) -> Collector:
    match rule.kind:
        case "counter":
            return Counter(name, rule.help, rule.labels, registry=registry)
        case "gauge":
            return Gauge(name, rule.help, rule.labels, registry=registry)
        case "histogram":
            return Histogram(name, rule.help, rule.labels, registry=registry, buckets=rule.buckets)
