"""One thing that is wrong with a store."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong and where; `seq` is None for what belongs to a shard as a whole."""

    shard: int
    seq: int | None
    problem: str

    def __str__(self) -> str:
        """One line."""
        place = f"shard {self.shard}" if self.seq is None else f"shard {self.shard} seq {self.seq}"
        return f"{place}: {self.problem}"
