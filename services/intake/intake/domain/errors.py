"""Why intake turns a command down.

The class says what kind of no it is; the code names the rule; nothing was written.
"""


class IntakeRefusal(Exception):
    """A command was turned down.

    `code` is a stable slug that callers may test for, `detail` is for people and names nobody.
    """

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code, self.detail = code, detail


class Unknown(IntakeRefusal):
    """What the command speaks of does not exist, or not for this asker. Check the id."""


class NotEntitled(IntakeRefusal):
    """The plan, or the person's part in it, does not allow this (CP-4 to CP-14).

    `detail` says what would.
    """


class Conflicting(IntakeRefusal):
    """It does not go with what is already so. Read the state again."""


class Invalid(IntakeRefusal):
    """The command makes no sense as it stands, whatever the state. Mend it."""


class NotAllowedInState(Conflicting):
    """The case is in a state in which this can't be done; `allowed_in` are those in which it can."""

    def __init__(self, command: str, status: str, allowed_in: tuple[str, ...]) -> None:
        super().__init__(
            "not-allowed-in-state",
            f"a case that is {status} takes no {command}; allowed in: {', '.join(allowed_in)}",
        )
        self.status, self.allowed_in = status, allowed_in
