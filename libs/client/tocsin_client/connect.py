"""Connects to intake with a token, so that whatever it refuses is raised as what it is."""

from typing import Any

import httpx

from tocsin_client.intake import AuthenticatedClient


class Refused(Exception):
    """Intake answered with a problem (RFC 9457). Act on `code`, which is stable.

    `more` holds all members of the problem, those that only some codes have included.
    """

    def __init__(self, status: int, problem: dict[str, Any]) -> None:
        self.status = status
        self.code = str(problem.get("code", ""))
        self.detail = problem.get("detail")
        self.more = problem
        super().__init__(f"{status} {self.code}: {self.detail or problem.get('title', '')}")


def connect(
    base_url: str,
    token: str,
    *,
    timeout_s: float = 20,
    transport: httpx.BaseTransport | None = None,
) -> AuthenticatedClient:
    """Return a client for the functions in `tocsin_client.intake.api`.

    `token`: a JWT or an API key. Every answer from 400 up is raised: as Refused where it is a
    problem of intake's, else as httpx.HTTPStatusError (a proxy's, say). Use it in a `with` block.
    """
    more: dict[str, Any] = {} if transport is None else {"transport": transport}
    return AuthenticatedClient(
        base_url=base_url,
        token=token,
        timeout=httpx.Timeout(timeout_s),
        raise_on_unexpected_status=True,
        httpx_args={"event_hooks": {"response": [_raise_problem]}, **more},
    )


def _raise_problem(response: httpx.Response) -> None:
    if response.status_code < httpx.codes.BAD_REQUEST:
        return
    # A hook gets the answer before its body was read.
    response.read()
    if response.headers.get("content-type", "").startswith("application/problem+json"):
        raise Refused(response.status_code, response.json())
    response.raise_for_status()
