"""Who is asking, on every endpoint: the app refuses strangers unless a route says otherwise."""

from collections.abc import Callable, Coroutine
from functools import cache
from http import HTTPStatus
from typing import Annotated, TypeAlias

import structlog
from fastapi import Depends, Query, Request
from fastapi.responses import RedirectResponse
from fastapi.routing import APIRoute
from fastapi.security import HTTPBearer
from fastapi.security.http import HTTPAuthorizationCredentials
from starlette.datastructures import Headers
from starlette.types import Scope
from structlog.contextvars import bind_contextvars

from webapi.api_keys import is_api_key
from webapi.declared_path import declared_path
from webapi.jwks import KeysUnavailable
from webapi.metrics import metrics_of
from webapi.problems import Problem, not_allowed, not_found
from webapi.rate_limits import spend_budget
from webapi.refusal_brake import client_mark, count_refusal, is_braked
from webapi.tokens import (
    LONGEST_TOKEN,
    BadToken,
    ExpiredToken,
    Identity,
    Role,
    TokenChecker,
    make_token,
)

__all__ = [
    "COOKIE",
    "CurrentIdentity",
    "Identity",
    "PageIdentity",
    "Role",
    "allow",
    "identify",
    "make_token",
    "open_to_strangers",
    "own_customer",
    "require_role",
]

COOKIE = "tocsin_token"

_SCOPE_KEY = "tocsin.identity"
_READING = frozenset({"GET", "HEAD"})
_bearer = HTTPBearer(
    auto_error=False,
    bearerFormat="JWT",
    description="A JWT (`make token ROLE=...` prints one for development), or an API key.",
)
_log = structlog.get_logger(__name__)

Bearer: TypeAlias = Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]


class SignedIn(Exception):
    """Not an error: a browser came with a token in its address.

    It is redirected to the clean address, with the token in a cookie.
    """

    def __init__(self, token: str, identity: Identity) -> None:
        super().__init__("signed in by a link")
        self.token, self.identity = token, identity


async def identify(request: Request) -> Identity:
    """Return who is asking, by the Authorization header, or for reading by the cookie.

    Raises 401, or 503 if the issuer's keys cannot be read.
    """
    # The app and the route both ask; a token is checked once a request.
    known = request.scope.get(_SCOPE_KEY)
    if isinstance(known, Identity):
        return known
    bearer = await _bearer(request)
    token = bearer.credentials if bearer is not None else _from_cookie(request)
    if token is None:
        raise unauthorized("A bearer token is needed.", header="Bearer")
    return await _proven(request, token)


async def current_identity(request: Request, bearer: Bearer = None) -> Identity:
    """Return who is asking; the dependency behind `CurrentIdentity`."""
    del bearer  # in the signature for the OpenAPI document
    return await identify(request)


async def page_identity(
    request: Request,
    token: Annotated[str | None, Query(max_length=LONGEST_TOKEN)] = None,
    bearer: Bearer = None,
) -> Identity:
    """Return the identity as `current_identity` does, or by `?token=` of a printed link.

    The latter is answered with a cookie and the clean address.
    """
    del bearer
    # Only for reading: a form or a call that writes must not be authorized by an address alone.
    if token is not None and request.method in _READING:
        # A key lives for months, and addresses are kept in histories and logs.
        if is_api_key(token):
            raise unauthorized("An API key goes into the header Authorization, never an address.")
        raise SignedIn(token, await _proven(request, token))
    identity = await identify(request)
    await spend_budget(request, identity)
    return identity


CurrentIdentity: TypeAlias = Annotated[Identity, Depends(current_identity)]
"""For any endpoint: who is asking."""

PageIdentity: TypeAlias = Annotated[Identity, Depends(page_identity)]
"""For pages that a browser opens from a printed link: who is asking; `?token=` becomes a cookie.

Use it on such routes only.
"""


def allow(*roles: Role) -> Callable[[Identity], Coroutine[None, None, Identity]]:
    """Return a dependency that gives the identity to these roles and answers 403 to others.

    For example `Annotated[Identity, Depends(allow("agent"))]`.
    """
    return _allowing(frozenset(roles))


@cache
def _allowing(roles: frozenset[Role]) -> Callable[[Identity], Coroutine[None, None, Identity]]:
    """Return one dependency for all routes of these roles: a request is asked once for it."""

    async def allowed_identity(identity: CurrentIdentity) -> Identity:
        return require_role(identity, *roles)

    return allowed_identity


def require_role(identity: Identity, *roles: Role) -> Identity:
    """Return the identity if it has one of these roles. Raises 403."""
    if identity.role not in roles:
        raise not_allowed(f"This needs the role {' or '.join(sorted(roles))}.")
    return identity


def own_customer(identity: Identity, customer_id: str) -> None:
    """Raise 404 for a contact of another customer; others pass.

    It may not even know that this customer exists.
    """
    if identity.role == "contact" and identity.customer_id != customer_id:
        raise not_found()


async def open_to_strangers() -> None:
    """Mark a route as open without an identity.

    Write `dependencies=[Depends(open_to_strangers)]` on the route itself. Keep them few.
    """


async def asks_for_itself() -> None:
    """Mark a route that asks for an identity in its own way, as `/metrics` does.

    It is not open: it refuses strangers itself.
    """


async def costs_nothing() -> None:
    """Mark a route that only tells callers about themselves: no budget pays for it.

    An API key may ask it whatever its operations are. The other services ask it of a key, and a
    budget that is used up there would make the key unknown to them.
    """


async def refuse_strangers(request: Request) -> None:
    """Refuse a request without an identity, unless the route is open or asks by itself.

    The app's own dependency on every route.
    """
    route = request.scope.get("route")
    if not isinstance(route, APIRoute) or not (_asks_for_itself(route)):
        identity = await identify(request)
        if not isinstance(route, APIRoute) or not _costs_nothing(route):
            await spend_budget(request, identity)
        if identity.read_only and request.method not in _READING:
            raise not_allowed("This API key is for reading only.")


def is_open(route: APIRoute) -> bool:
    """Return whether a route says of itself that it is open to strangers."""
    return open_to_strangers in _calls(route)


def takes_printed_links(route: APIRoute) -> bool:
    """Return whether a route is a page that takes `?token=` from a printed link."""
    return page_identity in _calls(route)


def is_for_members(route: APIRoute) -> bool:
    """Return whether a route asks for an identity as all do: it is neither open nor `/metrics`."""
    return {open_to_strangers, asks_for_itself}.isdisjoint(_calls(route))


async def shows_a_good_token(scope: Scope) -> bool:
    """Return whether a request's Authorization header holds a valid token.

    For those who must know that before there is a route. Guesses are counted here, too. Raises 429,
    and 503 while nobody can say whether it is valid.
    """
    scheme, _, token = Headers(scope=scope).get("authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        return False
    try:
        await _checked(Request(scope), token.strip())
    except Problem as problem:
        if problem.status != HTTPStatus.UNAUTHORIZED:
            raise
        return False
    return True


def unauthorized(detail: str, *, header: str = 'Bearer error="invalid_token"') -> Problem:
    """Return 401, with the way to mend it."""
    return Problem(
        401, "unauthorized", "Who are you?", detail, headers={"WWW-Authenticate": header}
    )


def signed_in_response(request: Request, signed_in: SignedIn) -> RedirectResponse:
    """Redirect to the same address without the token.

    The token is in a cookie now that no script and no other site can use.
    """
    clean = request.url.remove_query_params("token")
    # One slash only: `//host/path` would lead to another host.
    path = "/" + clean.path.lstrip("/") + (f"?{clean.query}" if clean.query else "")
    response = RedirectResponse(path, 303)
    response.set_cookie(
        COOKIE,
        signed_in.token,
        expires=signed_in.identity.expires_at,
        secure=request.url.scheme == "https",
        httponly=True,
        # No other site can make a browser send it along.
        samesite="strict",
    )
    return response


def checker_of(request: Request) -> TokenChecker:
    """Return the checker that `make_app` gave this app."""
    checker = request.app.state.token_checker
    assert isinstance(checker, TokenChecker), "make_app sets it"
    return checker


async def _checked(request: Request, token: str) -> Identity:
    """Return the identity that a token proves. Raises 401, 429 or 503."""
    try:
        return await checker_of(request).check(token, braked=await is_braked(request))
    except BadToken as error:
        metrics_of(request.app).count("tocsin_tokens_refused_total")
        # A client whose token has just ended renews it on 401, however others at its address guess.
        is_guess = not isinstance(error, ExpiredToken)
        client = await count_refusal(request) if is_guess else client_mark(request)
        _log.info("token-refused", reason=str(error), client=client)
        # The reason is for the log: a caller that is guessing learns nothing.
        raise unauthorized("The token is not valid, or no longer.") from None
    except KeysUnavailable as unavailable:
        raise Problem(
            503,
            "issuer-unreachable",
            "Nobody can be let in now",
            "Who issues tokens or API keys cannot be asked whether this one is valid.",
            headers={"Retry-After": str(unavailable.retry_after_s)},
        ) from None


async def _proven(request: Request, token: str) -> Identity:
    identity = await _checked(request, token)
    # From here on every line of the log says who is asking, by an id that is no address.
    bind_contextvars(actor=identity.subject, role=identity.role)
    # Here, where each way in passes: pages and `/metrics` ask for themselves.
    _refuse_outside(request, identity)
    request.scope[_SCOPE_KEY] = identity
    return identity


def _refuse_outside(request: Request, identity: Identity) -> None:
    """Raise 403 where a key's operations do not have the one that is asked for."""
    route, path = request.scope.get("route"), declared_path(request.scope)
    if identity.operations is None or path is None:
        return
    if isinstance(route, APIRoute) and _costs_nothing(route):
        return
    operation = f"{request.method} {path}"
    if operation not in identity.operations:
        raise Problem(
            403,
            "outside-key-scope",
            "Outside the key's scope",
            f"This API key is not for {operation}.",
            more={"operation": operation, "operations": [*sorted(identity.operations)]},
        )


def _from_cookie(request: Request) -> str | None:
    return request.cookies.get(COOKIE) if request.method in _READING else None


def _asks_for_itself(route: APIRoute) -> bool:
    return not {open_to_strangers, page_identity, asks_for_itself}.isdisjoint(_calls(route))


def _costs_nothing(route: APIRoute) -> bool:
    return costs_nothing in _calls(route)


def _calls(route: APIRoute) -> set[Callable[..., object] | None]:
    return {dependency.call for dependency in route.dependant.dependencies}
