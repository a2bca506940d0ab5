"""Logging is set up in one place:

JSON lines where a machine reads them, colours on a terminal, nothing secret in either.
"""

import logging
import sys
from typing import TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from webapi.redaction import redact, safe_traceback
from webapi.settings import LogFormat

_QUIET = {
    # `access_log.py` has a line for each request, without what is secret in an address.
    "uvicorn.access": logging.CRITICAL,
    "aiokafka": logging.WARNING,
    "httpx": logging.WARNING,
    "httpcore": logging.WARNING,
}


def configure(
    service: str,
    log_format: LogFormat = "auto",
    *,
    stream: TextIO | None = None,
    level: int = logging.INFO,
) -> None:
    """Send all logs, the standard library's too, to `stream` (stderr).

    Every line names the service and the request's correlation id.
    """
    out = stream or sys.stderr
    shared = _shared(service)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        # Modules make their loggers when they are imported; a cached one would miss a later call.
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(out)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared, processors=_last(is_pretty(log_format, out))
        )
    )
    logging.root.handlers[:] = [handler]
    logging.root.setLevel(level)
    _take_over_uvicorn()


def is_pretty(log_format: LogFormat, stream: TextIO) -> bool:
    """Return whether a person reads it: asked for, or `auto` on a terminal."""
    return log_format == "pretty" or (log_format == "auto" and stream.isatty())


def _shared(service: str) -> list[Processor]:
    def name_the_service(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
        del logger, method
        event.setdefault("service", service)
        return event

    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        name_the_service,
        structlog.processors.StackInfoRenderer(),
    ]


def _last(pretty: bool) -> list[Processor]:
    renderer: Processor = (
        structlog.dev.ConsoleRenderer()
        if pretty
        else structlog.processors.JSONRenderer(default=str)
    )
    return [
        _known_exc_info,
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        # In this order: what the traceback says is cleaned, too.
        safe_traceback,
        redact,
        renderer,
    ]


def _known_exc_info(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    del logger, method
    if event.get("exc_info") is True:
        event["exc_info"] = sys.exc_info()
    return event


def _take_over_uvicorn() -> None:
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True
    for name, level in _QUIET.items():
        logging.getLogger(name).setLevel(level)
    error_log = logging.getLogger("uvicorn.error")
    error_log.removeFilter(_not_logged_before)
    error_log.addFilter(_not_logged_before)


def _not_logged_before(record: logging.LogRecord) -> bool:
    """Return whether our own handler has not logged this error with its correlation id."""
    return not record.getMessage().startswith("Exception in ASGI application")
