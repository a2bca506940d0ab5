"""The roles that somebody may have: what each gets stands in docs/access.md."""

from typing import Literal, TypeAlias, TypeGuard, get_args

Role: TypeAlias = Literal["contact", "agent", "oncall", "tam", "analyst", "admin", "service"]
ROLES: tuple[Role, ...] = get_args(Role)


def is_role(text: object) -> TypeGuard[Role]:
    """Return whether this is one of the roles."""
    return text in ROLES
