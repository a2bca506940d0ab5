"""Finds in an issuer's claims who somebody is: issuers have names of their own for that."""

from collections.abc import Mapping
from dataclasses import dataclass

from webapi.roles import ROLES, Role, is_role


@dataclass(frozen=True, slots=True)
class ClaimNames:
    """In which claims an issuer says what we need to know, and what it calls our roles.

    A name is a claim's whole name, else a path into objects with dots between its parts. `roles`:
    pairs of the issuer's name and ours; without any, the issuer uses our names.
    """

    role: str = "role"
    customer_id: str = "customer_id"
    user_id: str = "user_id"
    roles: tuple[tuple[str, Role], ...] = ()

    def role_of(self, claims: Mapping[str, object]) -> Role | None:
        """Return the role; None where no role of ours is named, or several without an order."""
        named = _names(find_claim(claims, self.role))
        if self.roles:
            # In the pairs' order: somebody in several groups has the role that is listed first. And
            # by the pairs only: a group of the issuer that is called `admin` is none of ours.
            return next((ours for theirs, ours in self.roles if theirs in named), None)
        known = [role for role in ROLES if role in named]
        return known[0] if len(known) == 1 else None


def find_claim(claims: Mapping[str, object], name: str) -> object:
    """Return a claim by its whole name, or by its path; None where there is none."""
    # The whole name first: namespaced claims are addresses, which have dots in them.
    if name in claims:
        return claims[name]
    value: object = claims
    for part in name.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


def role_pairs(text: str) -> tuple[tuple[str, Role], ...]:
    """Return the pairs of `theirs=ours,...`, in their order.

    Raises ValueError for what is no pair, or no role of ours.
    """
    return tuple(_pair(part.strip()) for part in text.split(",") if part.strip())


def _pair(part: str) -> tuple[str, Role]:
    # At the last sign: an issuer's name may have one, as `cn=support` has.
    theirs, _, ours = part.rpartition("=")
    role = ours.strip()
    if not theirs.strip() or not is_role(role):
        raise ValueError(f"needs theirs=ours,...; ours is one of {', '.join(ROLES)}")
    return theirs.strip(), role


def _names(value: object) -> frozenset[str]:
    # A group that is no text names no role; it may not even be hashable.
    several: list[object] = value if isinstance(value, list) else [value]
    return frozenset(one for one in several if isinstance(one, str))
