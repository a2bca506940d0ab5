"""Holds many random histories against the slow count, on every core, until a number or a time."""

import os
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from itertools import islice

from tests.proof.compare import Disagreement, disagreement_about, shrunk
from tests.proof.random_histories import random_history
from tests.proof.slow_first_response import count_first_response
from tests.proof.the_clock import know_our_calendars

BATCH = 50
_AT_ONCE = 4


@dataclass
class Outcome:
    """How many histories were held against the count, what the count said, and what did not fit."""

    histories: int = 0
    said: Counter[str] = field(default_factory=Counter)
    found: Disagreement | None = None
    number: int = 0


def prove_some(seed: int, numbers: Sequence[int], until: float = float("inf")) -> Outcome:
    """Hold the histories of these numbers against the count, up to the first that does not fit.

    `until`, in seconds of `time.monotonic()`: begin none after that.
    """
    know_our_calendars()
    outcome = Outcome()
    for number in numbers:
        if time.monotonic() >= until:
            break
        history = random_history(seed, number)
        outcome.histories += 1
        if disagreement_about(history, number):
            outcome.number = number
            small = shrunk(history, lambda one, n=number: bool(disagreement_about(one, n)))  # type: ignore[misc]
            outcome.found = disagreement_about(small, number)
            break
        outcome.said.update(one.kind for one in count_first_response(history))
    return outcome


def prove(
    seed: int, histories: int, seconds: float, progress: Callable[[int], None], workers: int = 0
) -> Outcome:
    """Hold so many histories against the count, for so long at most; `workers` 0: a core each."""
    until, outcome = time.monotonic() + seconds, Outcome()
    workers = workers or os.cpu_count() or 1
    with ProcessPoolExecutor(workers) as pool:
        batches = _batches(histories)
        first = islice(batches, _AT_ONCE * workers)
        waiting = deque(pool.submit(prove_some, seed, one, until) for one in first)
        while waiting:
            part = waiting.popleft().result()
            outcome.histories += part.histories
            outcome.said += part.said
            progress(outcome.histories)
            if part.found:
                outcome.found, outcome.number = part.found, part.number
                break
            if time.monotonic() < until and (batch := next(batches, None)):
                waiting.append(pool.submit(prove_some, seed, batch, until))
        pool.shutdown(cancel_futures=True)
    return outcome


def _batches(histories: int) -> Iterator[range]:
    for first in range(0, histories, BATCH):
        yield range(first, min(first + BATCH, histories))
