"""Tells which calls have a budget of their own: those that open a P1 (CP-13).

Whatever else a client does, and however often, it can still say that its production stands.
"""

from fastapi import Request


async def opens_p1(request: Request) -> bool:
    """Return whether a request opens a P1; what cannot be read opens nothing."""
    if request.method != "POST" or request.url.path != "/v1/cases":
        return False
    try:
        # Read once a request: the route has it from the same memory.
        body = await request.json()
    except (ValueError, RecursionError):
        return False
    return isinstance(body, dict) and body.get("priority") == "P1"
