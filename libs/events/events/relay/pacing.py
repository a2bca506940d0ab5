"""How fast the relay works, in one place."""

from dataclasses import dataclass, field
from uuid import uuid4


@dataclass(frozen=True, slots=True, kw_only=True)
class RelayPacing:
    """Times in seconds.

    `owner` names this process among those that could send; `batch` is how many events of a shard
    are sent in one pass. With nothing to send, the relay asks the store every `poll_s` at first,
    then less and less often, down to every `poll_at_most_s`; every `look_back_s` it checks that the
    topic still holds what was sent.
    """

    owner: str = field(default_factory=lambda: uuid4().hex)
    lease_s: float = 5.0
    batch: int = 500
    poll_s: float = 0.005
    poll_at_most_s: float = 0.05
    look_back_s: float = 2.0
    back_off_s: float = 0.1
    back_off_at_most_s: float = 2.0
