"""Judges a period in a process of its own, and gives its memory back.

In the clock's own process even a thread would make timers late: both would take turns.
"""

import asyncio
import os
import signal
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final

from careplans.vendors_folder import read_vendors_folder
from events.errors import StoreUnavailable
from events.store.connection import make_pool
from events.store.database_errors import DATABASE_ERRORS
from sla_clock.adapters.what_if_question import WhatIf, WhatIfQuestion

_NICE: Final = 10


class JudgingEnded(RuntimeError):
    """The process that judged ended without an answer: look at its last words, and at memory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Apart:
    """Where the facts are, and the vendor's terms, which the other process reads for itself."""

    database_url: str
    schema: str
    terms_folder: Path | None

    async def judge(self, question: WhatIfQuestion) -> WhatIf:
        """Answer the question; a request that is dropped ends the process.

        Raises what `judge_period_again` does, StoreUnavailable and JudgingEnded.
        """
        return await run_apart(_judge, self, question)


Judging = Callable[[Apart, WhatIfQuestion], WhatIf | Exception]


async def run_apart(judging: Judging, apart: Apart, question: WhatIfQuestion) -> WhatIf:
    """Return what `judging` returns in a process of its own; raise what it returns as an error."""
    context = get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    arguments = (sender, judging, apart, question)
    process = context.Process(target=_answer, args=arguments, daemon=True)
    process.start()
    # The other end is the process's alone now, so that its death ends the waiting.
    sender.close()
    try:
        answer = await asyncio.to_thread(receiver.recv)
    except EOFError:
        raise JudgingEnded("the process that judged a what-if ended without an answer") from None
    finally:
        process.kill()
        process.join()
    if isinstance(answer, Exception):
        raise answer
    assert isinstance(answer, WhatIf)
    return answer


def _answer(sender: Connection, judging: Judging, apart: Apart, question: WhatIfQuestion) -> None:
    # Ctrl-C in a terminal is for the service, which ends this process.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(OSError):
        os.nice(_NICE)
    sender.send(judging(apart, question))


def _judge(apart: Apart, question: WhatIfQuestion) -> WhatIf | Exception:
    try:
        return asyncio.run(_read_and_judge(apart, question))
    except DATABASE_ERRORS as error:
        return StoreUnavailable(f"the database gave no facts to judge by: {type(error).__name__}")
    except (ValueError, LookupError) as error:
        return error


async def _read_and_judge(apart: Apart, question: WhatIfQuestion) -> WhatIf:
    # Only here: numpy and what it needs never come into the clock's own process.
    from sla_clock.adapters.judge_period_again import judge_period_again  # noqa: PLC0415

    terms = read_vendors_folder(apart.terms_folder)
    pool = await make_pool(
        apart.database_url,
        size=1,
        application_name="sla-clock-what-if",
        settings={"default_transaction_read_only": "on"},
    )
    try:
        return await judge_period_again(pool, apart.schema, question, terms)
    finally:
        await pool.close()
