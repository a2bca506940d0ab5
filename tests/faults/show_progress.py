"""Says how far a long run of a trap has come; a short one says nothing."""

_TIMES = 20


class Progress:
    """Told how much is done, it prints a line at every twentieth of the whole."""

    def __init__(self, what: str, whole: int, *, silent: bool) -> None:
        self._what, self._whole, self._silent = what, whole, silent
        self._reported = 0

    def has_come_to(self, done: int) -> None:
        """Note that so much is done now."""
        if self._silent or (reached := min(done * _TIMES // self._whole, _TIMES)) <= self._reported:
            return
        self._reported = reached
        print(f"\n  {done:,} of {self._whole:,} {self._what}", end="", flush=True)
