"""What a soak calls grown, by samples that are given."""

from local_stack.process_load import ProcessLoad
from local_stack.soak_figures import PROCESSES, Samples, report

TOOK_S = 400.0


def samples() -> Samples:
    """A run in which nothing grew: each process used a tenth of a core."""
    seen = Samples(watermarks=1_000, cases=3)
    for at in range(0, 401, 10):
        seen.lags.append((at, 0.4))
        seen.pages.append((at, 0.2))
        for name in PROCESSES:
            load = ProcessLoad(cpu_s=at / 10, memory_mb=300.0)
            seen.loads.setdefault(name, []).append((at, load))
    seen.rest_before = seen.rest_after = dict.fromkeys(PROCESSES, 2.0)
    return seen


def grown(seen: Samples, target: int = 1_000) -> list[str]:
    """What the report says has grown."""
    return list(report(seen, TOOK_S, target).grown)


def test_a_run_that_ends_as_it_began_has_grown_in_nothing() -> None:
    soaked = report(samples(), TOOK_S, 1_000)

    assert soaked.grown == []
    assert any("intake's CPU, busy" in line and "10.00" in line for line in soaked.lines)


def test_each_figure_that_grows_is_named() -> None:
    seen = samples()
    seen.lags[-1] = (400, 9.0)
    seen.pages = [(at, 0.2 if at < 300 else 4.0) for at, _ in seen.pages]
    seen.breaches = [(10, 0.1), (390, 3.0)]
    seen.rest_after = {**seen.rest_before, "sla_clock": 9.0}
    seen.loads["notifier"] = [
        (at, ProcessLoad(cpu_s=at / 10 if at < 300 else 30 + at - 300, memory_mb=300 + at))
        for at, _ in seen.loads["notifier"]
    ]

    assert grown(seen) == [
        "watermark lag, worst",
        "P1 until its page, median",
        "P1 until its page, worst",
        "breach noticed late, worst",
        "notifier's CPU, busy",
        "sla_clock's CPU, idle",
        "notifier's memory",
    ]


def test_a_machine_that_became_slower_is_no_growth_of_ours() -> None:
    seen = samples()
    for name in PROCESSES:
        seen.loads[name] = [
            (at, ProcessLoad(cpu_s=at / 10 if at < 300 else 30 + (at - 300) / 5, memory_mb=300.0))
            for at, _ in seen.loads[name]
        ]
    seen.rest_before = dict.fromkeys(PROCESSES, 4.0)
    seen.rest_after = dict.fromkeys(PROCESSES, 8.0)
    assert len(grown(seen)) == 2 * len(PROCESSES)

    seen.yardsticks = [(at, 1.0 if at < 300 else 2.0) for at in range(0, 401, 10)]
    seen.yardstick_before, seen.yardstick_after = 1.0, 2.0
    assert grown(seen) == []

    # It says nothing of how long somebody waits.
    seen.pages = [(at, 0.2 if at < 300 else 4.0) for at, _ in seen.pages]
    assert grown(seen) == ["P1 until its page, median", "P1 until its page, worst"]


def test_a_run_that_was_blind_or_too_short_fails() -> None:
    seen = samples()
    seen.blind = 1

    assert grown(seen, target=2_000) == ["the time was too short", "the clock was blind"]


def test_a_run_that_was_broken_fails_and_still_shows_what_it_saw() -> None:
    seen = samples()
    seen.broken_by = "ReadError('')"

    soaked = report(seen, TOOK_S, 2_000)

    assert soaked.grown == ["the run was broken"]
    assert "the run ended early: ReadError('')" in soaked.lines[0]
    assert any("intake's CPU, busy" in line and "10.00" in line for line in soaked.lines)


def test_a_run_in_which_a_quarter_was_looked_at_once_cannot_be_compared() -> None:
    seen = samples()
    seen.loads["intake"] = [one for one in seen.loads["intake"] if one[0] not in range(10, 110)]

    assert grown(seen) == ["the time was too short to compare"]


def test_slack_widens_the_bounds_of_times_and_not_those_of_memory() -> None:
    seen = samples()
    seen.rest_after = {**seen.rest_before, "sla_clock": 8.0}
    seen.loads["notifier"] = [
        (at, ProcessLoad(cpu_s=at / 10, memory_mb=300.0 if at < 300 else 450.0))
        for at in range(0, 401, 10)
    ]

    assert grown(seen) == ["sla_clock's CPU, idle", "notifier's memory"]
    assert list(report(seen, TOOK_S, 1_000, slack=3.0).grown) == ["notifier's memory"]
