"""How much each measure does: enough to be worth reading, or just enough to see that it runs."""

import msgspec


class Sizes(msgspec.Struct, frozen=True, kw_only=True):
    """Times in seconds, the rest are counts.

    `clients` are callers that wait for their append before they make the next. `findable_within_s`,
    `ready_within_s` and `process_at_most_mb` are promises, and are asserted; the tiny size runs
    beside other tests, and gets ten times as long. By `slack` every other time that is asserted is
    multiplied.
    """

    repeats: int
    seconds: float
    clients: tuple[int, ...]
    relayed: int
    applied: int
    visible_a_second: int
    armed: int
    armed_few: int
    due_a_second: int
    overdue: int
    due: int
    judged: int
    followed: int
    findable_within_s: float = 1.0
    ready_within_s: float = 5.0
    process_at_most_mb: float = 300.0
    slack: float = 1.0


FULL = Sizes(
    repeats=3, seconds=6.0, clients=(1, 64, 256), relayed=120_000, applied=60_000,
    visible_a_second=200, armed=1_000_000, armed_few=10_000, due_a_second=1_000, overdue=100_000,
    due=20_000, judged=1_000_000, followed=20_000,
)  # fmt: skip
QUICK = Sizes(
    repeats=1, seconds=4.0, clients=(1, 64, 256), relayed=40_000, applied=30_000,
    visible_a_second=200, armed=100_000, armed_few=10_000, due_a_second=1_000, overdue=100_000,
    due=20_000, judged=200_000, followed=20_000,
)  # fmt: skip
TINY = Sizes(
    repeats=1, seconds=0.3, clients=(1, 4), relayed=200, applied=200, visible_a_second=50,
    armed=300, armed_few=100, due_a_second=100, overdue=200, due=300, judged=20_000, followed=600,
    findable_within_s=10.0, ready_within_s=50.0, slack=10.0,
)  # fmt: skip
SIZES = {"full": FULL, "quick": QUICK, "tiny": TINY}
