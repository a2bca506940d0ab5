"""Pure tests of what the notifier decides: no server, no event loop, a few seconds in all.

`pytest tests/notifier/domain --cov=notifier.domain --cov-branch` reaches every branch of the
domain.
"""
