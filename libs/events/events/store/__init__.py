"""The event store: sharded, contiguous, with group commit.

`event_store.py` says what it promises.
"""
