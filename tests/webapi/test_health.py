"""Alive, ready, and how it goes."""

import asyncio

import httpx
import pytest

from tests.support.outsider import client_of
from tests.support.sample_service import broken, database, exploding, sample_app, sample_settings
from tests.webapi.conftest import HeadersFor
from webapi.app import make_app
from webapi.health import health_of, run_checks
from webapi.metrics import MetricRule, Metrics, UndeclaredMetric, metrics_of
from webapi.tokens import Role


async def test_a_process_that_answers_is_alive(client: httpx.AsyncClient) -> None:
    assert (await client.get("/health/live")).json() == {"status": "alive"}


async def test_a_service_whose_checks_pass_is_ready(client: httpx.AsyncClient) -> None:
    answer = await client.get("/health/ready")

    assert (answer.status_code, answer.json()) == (
        200,
        {"status": "ready", "checks": {"database": "ok"}},
    )


async def test_a_service_that_is_not_ready_names_what_it_lacks_and_no_more() -> None:
    checks = {"database": database, "clock": broken, "broker": exploding}
    async with client_of(make_app("X", "1", sample_settings(), [], {}, checks)) as client:
        answer = await client.get("/health/ready")

    assert (answer.status_code, answer.json()["code"]) == (503, "not-ready")
    assert answer.json()["detail"] == "Failed: clock, broker."
    assert answer.json()["checks"] == {
        "database": "ok",
        "clock": "the clock is blind",
        "broker": "failed",
    }
    assert "10.0.0.1" not in answer.text


async def test_a_check_that_hangs_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("webapi.health.TIMEOUT_S", 0.01)

    async def hang() -> None:
        await asyncio.Event().wait()

    assert await run_checks({"broker": hang}) == {"broker": "no answer in time"}


@pytest.mark.parametrize("role", ["service", "analyst", "admin"])
async def test_metrics_are_for_these_roles(
    client: httpx.AsyncClient, as_role: HeadersFor, role: Role
) -> None:
    answer = await client.get("/metrics", headers=as_role(role))

    assert answer.headers["content-type"].startswith("text/plain")
    assert "tocsin_http_requests_total" in answer.text


async def test_metrics_are_not_for_others(client: httpx.AsyncClient, as_role: HeadersFor) -> None:
    assert (await client.get("/metrics")).status_code == 401
    assert (
        await client.get("/metrics", headers=as_role("contact", "acme", "ann"))
    ).status_code == 403


async def test_metrics_may_be_opened_to_this_machine_only() -> None:
    app = sample_app(settings=sample_settings(metrics_open=True))
    for address, status in (
        ("127.0.0.1", 200),
        ("::1", 200),
        ("10.0.0.7", 401),
        ("testclient", 401),
    ):
        transport = httpx.ASGITransport(app, client=(address, 1))
        async with httpx.AsyncClient(transport=transport, base_url="http://service.test") as client:
            assert (await client.get("/metrics")).status_code == status


async def test_requests_are_counted_by_route_and_not_by_address(
    client: httpx.AsyncClient, as_role: HeadersFor
) -> None:
    headers = as_role("admin")
    for path in ("/v1/customers/a/notes", "/v1/customers/b/notes", "/nowhere/1", "/nowhere/2"):
        await client.request("GET" if "v1" in path else "BREW", path, headers=headers)

    text = (await client.get("/metrics", headers=headers)).text

    notes = 'method="GET",route="/v1/customers/{customer_id}/notes"'
    assert f'tocsin_http_requests_total{{{notes},status="200"}} 2.0' in text
    assert 'tocsin_http_requests_total{method="other",route="(none)",status="404"} 2.0' in text
    assert f"tocsin_http_request_seconds_count{{{notes}}} 2.0" in text


async def test_refused_tokens_are_counted(client: httpx.AsyncClient, as_role: HeadersFor) -> None:
    for _ in range(3):
        await client.get("/v1/reports", headers={"Authorization": "Bearer garbage"})

    assert (
        "tocsin_tokens_refused_total 3.0"
        in (await client.get("/metrics", headers=as_role("admin"))).text
    )


def test_only_what_is_in_a_table_can_be_counted() -> None:
    metrics = Metrics(
        {
            "pages_total": MetricRule("counter", "Pages."),
            "lag_seconds": MetricRule("gauge", "Lag.", ("shard",)),
        }
    )
    metrics.count("pages_total", 2)
    metrics.set("lag_seconds", 0.5, shard="3")

    assert b"pages_total 2.0" in metrics.text()
    assert b'lag_seconds{shard="3"} 0.5' in metrics.text()
    with pytest.raises(UndeclaredMetric, match="no counter strays_total"):
        metrics.count("strays_total")
    with pytest.raises(UndeclaredMetric, match="no gauge pages_total"):
        metrics.set("pages_total", 1)


def test_a_service_adds_its_own_table_once() -> None:
    metrics = metrics_of(sample_app())
    metrics.declare({"wait_seconds": MetricRule("histogram", "Wait.", buckets=(1, 2))})
    metrics.observe("wait_seconds", 1.5)

    assert b'wait_seconds_bucket{le="2.0"} 1.0' in metrics.text()
    with pytest.raises(ValueError, match="Duplicated"):
        metrics.declare({"wait_seconds": MetricRule("counter", "Again.")})


async def test_a_service_that_can_do_its_work_without_something_is_ready_and_degraded() -> None:
    app = make_app("X", "1", sample_settings(), [], {}, {"store": database})
    health_of(app).degrades["broker"] = broken
    async with client_of(app) as client:
        answer = await client.get("/health/ready")

    checks = {"broker": "the clock is blind", "store": "ok"}
    assert answer.status_code == 200
    assert answer.json() == {"status": "ready", "checks": checks, "degraded": ["broker"]}


async def test_what_degrades_is_named_beside_what_fails() -> None:
    app = make_app("X", "1", sample_settings(), [], {}, {"store": exploding})
    health_of(app).degrades["broker"] = broken
    async with client_of(app) as client:
        answer = await client.get("/health/ready")

    assert (answer.status_code, answer.json()["degraded"]) == (503, ["broker"])
    assert answer.json()["detail"] == "Failed: store."
