"""Why the clock turns a command down. The class says what kind of no it is; nothing was written."""


class ClockRefusal(Exception):
    """A command was turned down. `code` is a stable slug; `detail` is for people and names nobody."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code, self.detail = code, detail


class Unknown(ClockRefusal):
    """What the command speaks of does not exist. Check the ids."""


class NotYours(ClockRefusal):
    """Somebody else has to do it (CP-27c)."""


class Conflicting(ClockRefusal):
    """It does not go with what is already so. Read the deadline again."""
