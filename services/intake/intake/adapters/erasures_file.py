"""The list of intake's erasures that is kept apart from the database."""

from collections.abc import Sequence
from pathlib import Path

from events.catalogue.customer_events import PersonalDataErased
from events.operations.erasures_file import read_erasures


def read_erased_users(file: Path) -> Sequence[PersonalDataErased]:
    """Return the last erasure of each user. Raises BadErasuresFile, OSError."""
    return read_erasures(file, PersonalDataErased, lambda event: (event.customer_id, event.user_id))
