"""A cancellation counts, though a library swallowed it: some take no notice of one that comes while they close a connection."""

import asyncio


def end_if_cancelled() -> None:
    """For a loop to ask once a pass. Raises CancelledError where this task was asked to end and has not."""
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError
