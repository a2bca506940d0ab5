"""Makes a service's FastAPI app, with all that api.md promises everywhere; the service brings its
routes and its errors."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Depends, FastAPI

from events.clock import SystemClock
from webapi import problem_handlers
from webapi.access_log import AccessLogMiddleware
from webapi.api_keys import ApiKeyChecker, RemoteApiKeys, ask_intake
from webapi.body_limit import BodyLimitMiddleware, PlainTextMiddleware
from webapi.correlation import CorrelationMiddleware
from webapi.cursors import cursors_for
from webapi.docs_page import docs_router
from webapi.document_examples import read_examples
from webapi.head_as_get import HeadAsGetMiddleware
from webapi.health import Check, HealthChecks, health_router
from webapi.identity import refuse_strangers, shows_a_good_token
from webapi.location import LocationMiddleware
from webapi.media_type import refuse_other_media
from webapi.metrics import Metrics
from webapi.openapi_document import Document, operation_id, write_document
from webapi.page_safety import PageSafetyMiddleware
from webapi.problems import ProblemTable
from webapi.rate_limits import IsUrgent, RateLimitMiddleware, RateLimits, nothing_is_urgent
from webapi.refusal_brake import RefusalBrake
from webapi.settings import ServiceSettings
from webapi.tokens import TokenChecker
from webapi.unknown_parameters import refuse_unknown_parameters


@dataclass(frozen=True, slots=True, kw_only=True)
class Callers:
    """What a service knows of its callers by itself.

    `is_urgent`: which calls have a budget of their own (see `rate_limits`). `api_keys`: who knows
    the API keys; without it the settings' intake is asked.
    """

    is_urgent: IsUrgent = nothing_is_urgent
    api_keys: ApiKeyChecker | None = None


class ServiceApp(FastAPI):
    """A FastAPI app whose OpenAPI document tells of problems as they are sent."""

    def openapi(self) -> Document:
        """Return the OpenAPI document."""
        return write_document(self)


def make_app(
    title: str,
    version: str,
    settings: ServiceSettings,
    routers: Sequence[APIRouter],
    problems: ProblemTable,
    checks: Mapping[str, Check],
    callers: Callers | None = None,
) -> FastAPI:
    """Make the app of a service.

    Every route needs an identity unless it says otherwise. `problems`: how the service's errors are
    answered (the backbone's are known). `checks`: by name, what `/health/ready` asks; `health_of`
    has them, for what is added later. Nothing is opened here: pools and loops belong to the
    service's bootstrap.
    """
    callers = callers or Callers()
    app = ServiceApp(
        title=title,
        version=version,
        docs_url=None,
        redoc_url=None,
        generate_unique_id_function=operation_id,
        # Strangers first: whoever may not ask learns nothing of what could be asked.
        dependencies=[
            Depends(refuse_strangers),
            Depends(refuse_unknown_parameters),
            Depends(refuse_other_media),
        ],
        # A redirect would answer a stranger before the app has asked who it is.
        redirect_slashes=False,
    )
    api_keys = callers.api_keys or _at_intake(settings)
    app.state.token_checker = TokenChecker(settings, api_keys=api_keys)
    app.state.rate_limits = RateLimits(settings, is_urgent=callers.is_urgent)
    app.state.refusal_brake = RefusalBrake(settings.refusals_per_minute)
    app.state.cursors = cursors_for(settings)
    app.state.metrics = Metrics()
    app.state.examples = read_examples()
    app.state.health = HealthChecks({**checks})
    health = health_router(app.state.health, metrics_open=settings.metrics_open)
    for router in [*routers, health, docs_router()]:
        app.include_router(router)
    problem_handlers.install(app, problems)
    _add_middlewares(app)
    return app


def _at_intake(settings: ServiceSettings) -> ApiKeyChecker | None:
    url = settings.api_keys_url
    return RemoteApiKeys(ask_intake(url), SystemClock()) if url is not None else None


def _add_middlewares(app: FastAPI) -> None:
    """Add the middlewares; the last added is the outermost."""
    # Correlation goes round all of them, so that each line and answer has its id; then the access
    # log, so that what those inside refuse is logged, too. HEAD is made a GET innermost, so that
    # all others see the request as it came.
    app.add_middleware(HeadAsGetMiddleware)
    app.add_middleware(LocationMiddleware)
    app.add_middleware(BodyLimitMiddleware, proves=shows_a_good_token)
    app.add_middleware(PlainTextMiddleware)
    app.add_middleware(RateLimitMiddleware)
    app.add_middleware(PageSafetyMiddleware)
    app.add_middleware(AccessLogMiddleware, metrics=app.state.metrics, clock=SystemClock())
    app.add_middleware(CorrelationMiddleware)
