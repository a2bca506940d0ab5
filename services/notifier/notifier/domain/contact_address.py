"""Finds where a message goes by an engineer's current contact methods."""

from collections.abc import Sequence

from events.catalogue.on_call_events import ChannelKind, ContactMethod


def contact_address(methods: Sequence[ContactMethod], kind: ChannelKind, index: int) -> str | None:
    """Return the address of the method at its old index, if it is still of that kind.

    Otherwise that of the first method of that kind, or None.
    """
    same = [method for method in methods[index : index + 1] if method.kind == kind]
    others = (method for method in methods if method.kind == kind)
    return next((method.address for method in (*same, *others)), None)
