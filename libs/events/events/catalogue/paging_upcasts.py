"""Turns older versions of the notifier's events into the newer ones."""

from typing import Any


def policy_without_backstop(data: dict[str, Any]) -> dict[str, Any]:
    """Give a policy of version 1 no repeat, no backstop, and the usual times to ring again."""
    ring_again = {"unanswered_after_s": 1_200, "idle_after_s": 7_200}
    return {**data, "repeat_chain": 0, "backstops": [], "ring_again": ring_again}


def page_that_rings_once(data: dict[str, Any]) -> dict[str, Any]:
    """Let a page of version 1 end as it was raised: it does not ring again by itself."""
    personal = {**data["personal"], "case_subject": None}
    return {**data, "ring_again_after_s": None, "personal": personal}
