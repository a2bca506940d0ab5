"""Writes the tables of docs/operations.md from the code's own: settings, metrics, log actions.

A table stands between two markers, `<!-- settings -->` and `<!-- /settings -->`. What is between
them is replaced by `make docs`, and `make check` fails where it is not what the code says.
"""

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from pydantic.fields import FieldInfo

from events.log_actions import LOG_ACTIONS as LIBRARY_ACTIONS
from events.log_actions import LogRule
from events.nobody_reads import while_somebody_reads
from intake.log_actions import LOG_ACTIONS as INTAKE_ACTIONS
from intake.settings import IntakeSettings
from intake.timers.send_webhooks import WEBHOOK_METRICS
from notifier.log_actions import LOG_ACTIONS as NOTIFIER_ACTIONS
from notifier.projections.count_pages import NOTIFIER_METRICS
from notifier.settings import NotifierSettings
from reporting.log_actions import LOG_ACTIONS as REPORTING_ACTIONS
from reporting.settings import ReportingSettings
from sla_clock.api.clock_status import CLOCK_METRICS
from sla_clock.log_actions import LOG_ACTIONS as CLOCK_ACTIONS
from sla_clock.settings import SlaClockSettings
from webapi.log_actions import LOG_ACTIONS as WEBAPI_ACTIONS
from webapi.metrics import BROKER_METRICS, HTTP_METRICS, PROGRESS_METRICS, MetricTable
from webapi.setting_rules import PREFIX
from webapi.settings import ServiceSettings

EVERY: Final = "every service"
SETTINGS: Final[Mapping[str, type[ServiceSettings]]] = {
    "intake": IntakeSettings,
    "sla-clock": SlaClockSettings,
    "notifier": NotifierSettings,
    "reporting": ReportingSettings,
}
METRICS: Final[Mapping[str, Sequence[MetricTable]]] = {
    EVERY: (HTTP_METRICS, BROKER_METRICS, PROGRESS_METRICS),
    "intake": (WEBHOOK_METRICS,),
    "sla-clock": (CLOCK_METRICS,),
    "notifier": (NOTIFIER_METRICS,),
}
LOG_ACTIONS: Final[Mapping[str, Sequence[Iterable[tuple[str, LogRule]]]]] = {
    EVERY: (LIBRARY_ACTIONS.items(), WEBAPI_ACTIONS.items()),
    "intake": (INTAKE_ACTIONS.items(),),
    "sla-clock": (CLOCK_ACTIONS.items(),),
    "notifier": (NOTIFIER_ACTIONS.items(),),
    "reporting": (REPORTING_ACTIONS.items(),),
}

UNITS: Final[Mapping[str, str]] = {"_ms": "ms", "_s": "s", "_per_minute": "a minute"}
"""The ending of a setting's name -> the unit of its value."""


class Undescribed(Exception):
    """A setting has no description. Write one in its settings class."""


def settings_table() -> Iterator[str]:
    """Yield the rows: those of every service, then each service's own."""
    yield from _head("setting", "of", "default", "meaning")
    for name, field in ServiceSettings.model_fields.items():
        # Every service has a default port of its own.
        default = "8001 to 8004" if name == "port" else _default(name, field)
        yield _row(_variable(name), EVERY, default, _meaning(name, field))
    for service, settings in SETTINGS.items():
        for name, field in settings.model_fields.items():
            if name not in ServiceSettings.model_fields:
                yield _row(_variable(name), service, _default(name, field), _meaning(name, field))


def metrics_table() -> Iterator[str]:
    """Yield the rows of all metrics, with their kind and labels."""
    yield from _head("metric", "of", "kind", "labels", "meaning")
    for service, tables in METRICS.items():
        for table in tables:
            for name, rule in table.items():
                labels = ", ".join(rule.labels)
                yield _row(f"`{name}`", service, rule.kind, labels, rule.help)


def log_actions_table() -> Iterator[str]:
    """Yield the rows of all log actions, with their level."""
    yield from _head("action", "of", "level", "meaning")
    for service, tables in LOG_ACTIONS.items():
        for table in tables:
            for action, rule in table:
                yield _row(f"`{action}`", service, rule.level, rule.meaning)


TABLES: Final[Mapping[str, Callable[[], Iterable[str]]]] = {
    "settings": settings_table,
    "metrics": metrics_table,
    "log-actions": log_actions_table,
}
"""Marker -> what stands behind it."""


def with_tables(document: str) -> str:
    """Return the document with all tables as the code has them. Raises ValueError for no marker."""
    for marker, table in TABLES.items():
        before, begin, rest = document.partition(f"<!-- {marker} -->\n")
        _, end, after = rest.partition(f"<!-- /{marker} -->\n")
        if not (begin and end):
            raise ValueError(f"no markers `<!-- {marker} -->` and `<!-- /{marker} -->`")
        rows = "\n".join(table())
        document = f"{before}{begin}\n{rows}\n\n{end}{after}"
    return document


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the tables, or with --check exit with 1 if they are stale."""
    parser = argparse.ArgumentParser(prog="local_stack.operations_tables", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if stale")
    parser.add_argument("--file", type=Path, default=Path("docs/operations.md"))
    options = parser.parse_args(arguments)
    document = options.file.read_text(encoding="utf-8")
    written = with_tables(document)
    if not options.check:
        options.file.write_text(written, encoding="utf-8")
    elif written != document:
        print(f"{options.file}: its tables are stale; run `make docs`", file=sys.stderr)
        return 1
    return 0


def _variable(name: str) -> str:
    return f"`{PREFIX}{name.upper()}`"


def _meaning(name: str, field: FieldInfo) -> str:
    if not field.description:
        raise Undescribed(name)
    return field.description


def _default(name: str, field: FieldInfo) -> str:
    if field.is_required():
        return "needed"
    value = field.default
    if value is None or value == "":
        return "-"
    if isinstance(value, bool):
        return str(value).lower()
    unit = next((unit for end, unit in UNITS.items() if name.endswith(end)), "")
    text = f"{value:g}" if isinstance(value, float) else str(value)
    return f"{text} {unit}".rstrip()


def _head(*names: str) -> Iterator[str]:
    yield _row(*names)
    yield "|" + "---|" * len(names)


def _row(*cells: str) -> str:
    # A bar inside a cell would begin another one.
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


if __name__ == "__main__":
    sys.exit(while_somebody_reads(main))
