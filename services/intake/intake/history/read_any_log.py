"""Reads a log of whatever system, by its own reader."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import assert_never
from zoneinfo import ZoneInfo

from events.catalogue.terms import Plan, Priority
from intake.history.collect_incidents import Log, NotALog
from intake.history.incidents import System
from intake.history.log_words import LogMapping, read_mapping
from intake.history.read_jira import read_jira
from intake.history.read_plain import read_plain
from intake.history.read_servicenow import read_log
from intake.history.read_zendesk import read_zendesk


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOptions:
    """How a log is to be imported.

    `zone`: of its local times, and of the days of its terms; None: times have their offset, and
    days are those of UTC. `changelog` is Jira's second file;
    `mapping`: a file with words and columns of the log's own; `unset_priority`: that of a ticket
    without one.
    """

    file: Path
    zone: str | None
    plan: Plan | None = None
    skip_bad: bool = False
    system: System = "servicenow"
    changelog: Path | None = None
    mapping: Path | None = None
    unset_priority: Priority | None = None


def read_any_log(options: ImportOptions, zone: ZoneInfo, now: datetime) -> Log:
    """Return the incidents of the log and its bad rows. Raises NotALog, OSError."""
    mapping = read_mapping(options.mapping) if options.mapping else LogMapping()
    match options.system:
        case "servicenow":
            return read_log(options.file, zone, now)
        case "zendesk":
            return read_zendesk(options.file, mapping, options.unset_priority, now)
        case "jira":
            if options.changelog is None:
                raise NotALog("the changelog is missing: without it nobody knows when what changed")
            local = zone if options.zone else None
            unset = options.unset_priority
            return read_jira(options.file, options.changelog, mapping, local, unset, now)
        case "csv":
            return read_plain(options.file, mapping, zone, now)
        case _:
            assert_never(options.system)


def source_of(options: ImportOptions) -> str:
    """Return a name for the log and its options; the same name means the same import."""
    content = sha256(options.file.read_bytes())
    for other in (options.changelog, options.mapping):
        if other is not None:
            content.update(other.read_bytes())
    unset = f"/{options.unset_priority}" if options.unset_priority else ""
    name = f"{options.zone or 'UTC'}/{options.plan}/{options.skip_bad}{unset}"
    return f"{options.system}/{content.hexdigest()}/{name}"
