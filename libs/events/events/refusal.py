"""The base of every refusal: a business rule turned a command down, and nothing was written."""

from typing import Generic, TypeVar

Code_co = TypeVar("Code_co", bound=str, covariant=True)


class Refusal(Exception, Generic[Code_co]):
    """A command was turned down by a rule.

    `code` is a stable slug that callers may test for; a service derives a class of its own from
    `Refusal[ItsCodes]`, where `ItsCodes` is the Literal of its slugs, so that a misspelt one fails
    the type check. `detail` is for people, and names nobody. The HTTP status is chosen beside the
    routes, in the service's table of problems (`webapi.problems.RefusalRule`).
    """

    def __init__(self, code: Code_co, detail: str) -> None:
        super().__init__(detail)
        self.code, self.detail = code, detail
