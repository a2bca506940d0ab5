"""The topics on which each service tells what happened, and up to when it has told everything."""

TOPICS: dict[str, str] = {
    "intake": "intake.events",
    "sla-clock": "sla-clock.events",
    "notifier": "notifier.events",
}
WATERMARKS: dict[str, str] = {
    "intake": "intake.watermarks",
    "sla-clock": "sla-clock.watermarks",
    "notifier": "notifier.watermarks",
}
DUE_HINTS: dict[str, str] = {"sla-clock": "sla-clock.due"}
"""Where a service says for when it next needs a watermark."""
