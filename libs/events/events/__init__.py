"""The event backbone: catalogue, envelope, store, relay, consumer and timers.

Start at `libs/events/README.md`.
"""
