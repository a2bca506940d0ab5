"""The operator's commands as a service's command line offers them: names, arguments, and what
carries them out."""

import argparse
import asyncio
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import NoReturn, TypeVar

import asyncpg

from events.broker.make_topic_anew import make_topic_anew
from events.clock import SystemClock
from events.errors import EventsError
from events.operations.anchors import read_anchors
from events.operations.export_store import export_store
from events.operations.forget_answers import forget_answers
from events.operations.import_store import ImportTarget, import_store
from events.operations.list_checkpoints import checkpoint_lines, list_checkpoints
from events.operations.list_dead_letters import (
    discarded_lines,
    find_letter,
    letter_lines,
    list_lines,
)
from events.operations.operated_service import OperatedService
from events.operations.rebuild_topic import Rewind, TopicRebuild
from events.operations.terminal import StopCommand
from events.operations.verify_store import verify_store
from events.operations.work_off_dead_letters import discard_letter, retry_letters
from events.relay.outbox import Outbox
from events.sealing.key_source import NoKeySource
from events.store.connection import Pool, make_pool

BAD_INPUT = 2
INTERRUPTED = 130
_HAS_FINDINGS = 1
# What a bigint of Postgres holds, with room for sums.
_MOST = 2**62
_MOST_DAYS = 36_500

P = TypeVar("P", bound=argparse.ArgumentParser)


class OneLineParser(argparse.ArgumentParser):
    """A parser that reports an error in one line, and exits with 2."""

    def error(self, message: str) -> NoReturn:
        """Print the error in one line, and exit with 2."""
        sys.stderr.write(f"{self.prog}: {message}\n")
        raise SystemExit(BAD_INPUT)


def add_store_commands(commands: "argparse._SubParsersAction[P]") -> None:
    """Add the commands of a service that has a store."""
    relaying = commands.add_parser("relay", help="send the topic's events again, from a seq on")
    relaying.add_argument(
        "--from", dest="from_seq", type=_count, required=True, metavar="SEQ", help="0: all of them"
    )
    relaying.add_argument("--shard", type=_count, help="only this one")
    relaying.add_argument(
        "--make-anew",
        action="store_true",
        help="first delete the topic and make it with a partition a shard",
    )
    verifying = commands.add_parser(
        "verify", help="walk the store: was anything changed, lost or put in?"
    )
    verifying.add_argument(
        "--anchor", type=Path, metavar="FILE", help="compare with what `verify` printed earlier"
    )
    exporting = commands.add_parser("export", help="write the store to a new file of JSON lines")
    exporting.add_argument("file", type=Path, metavar="FILE")
    importing = commands.add_parser("import", help="fill an empty store from an exported file")
    importing.add_argument("file", type=Path, metavar="FILE")
    forgetting = commands.add_parser(
        "forget-answers", help="drop the answers of commands that were done long ago"
    )
    forgetting.add_argument("--older-than", type=_days, required=True, metavar="DAYS")
    add_reader_commands(commands)


def add_reader_commands(commands: "argparse._SubParsersAction[P]") -> None:
    """Add the commands that every service has, also one that only follows others."""
    commands.add_parser("checkpoints", help="how far was sent and applied, and the lag")
    dead_letters = commands.add_parser("dead-letters", help="events that could not be applied")
    letters = dead_letters.add_subparsers(dest="letters_command", required=True)
    listing = letters.add_parser("list", help="what was put aside, and why")
    listing.add_argument("--limit", type=_count, default=100)
    listing.add_argument(
        "--discarded", action="store_true", help="those that were thrown away, and the reasons"
    )
    showing = letters.add_parser("show", help="one letter, with headers and value")
    showing.add_argument("id", type=_count, metavar="ID")
    showing.add_argument("--personal", action="store_true", help="also what people wrote")
    retrying = letters.add_parser("retry", help="apply a key's letters again, in order")
    which = retrying.add_mutually_exclusive_group(required=True)
    which.add_argument("key", nargs="?", metavar="KEY")
    which.add_argument("--all", action="store_true", help="every key's")
    discarding = letters.add_parser("discard", help="throw one letter away")
    discarding.add_argument("id", type=_count, metavar="ID")
    discarding.add_argument("--reason", required=True)


def operate(arguments: argparse.Namespace, service: OperatedService) -> int:
    """Carry out one of COMMANDS; return the exit code.

    Whatever stops it is one line on stderr.
    """
    try:
        return asyncio.run(_carry_out(arguments, service))
    except StopCommand as stop:
        return _bad(str(stop))
    # Before its base class below.
    except asyncpg.UndefinedTableError:
        return _bad("the database has no such tables: run `migrate` first")
    except BrokenPipeError:
        # Whoever read the output may be gone, and not the database: the command line tells.
        raise
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as problem:
        return _bad(f"the database does not answer as it should: {type(problem).__name__}")
    except EventsError as problem:
        return _bad(f"{type(problem).__name__}: {problem}")
    except KeyboardInterrupt:
        _bad("stopped")
        return INTERRUPTED


async def _carry_out(arguments: argparse.Namespace, service: OperatedService) -> int:
    pool = await make_pool(
        service.database_url, size=4, application_name=f"{service.schema}-{arguments.command}"
    )
    try:
        return await COMMANDS[arguments.command](arguments, service, pool)
    finally:
        await pool.close()


async def _relay(arguments: argparse.Namespace, service: OperatedService, pool: Pool) -> int:
    rewind = Rewind(from_seq=arguments.from_seq, shard=arguments.shard)
    outbox = await service.outbox(pool)
    # Before rewinding, after which a running relay sends at once: into the old topic, otherwise.
    if arguments.make_anew:
        await _make_anew(rewind, service, outbox)
    rebuild = TopicRebuild(pool, outbox, SystemClock())
    if await rebuild.rewind(rewind):
        return _say(
            [
                f"{outbox.topic}: rewound to {rewind.from_seq}; the relay that is running sends "
                f"it again"
            ]
        )
    broker = service.broker()
    try:
        sent = await rebuild.send(rewind, broker)
    finally:
        await broker.close()
    return _say([f"{outbox.topic}: {sent} events sent, level with the store"])


async def _make_anew(rewind: Rewind, service: OperatedService, outbox: Outbox) -> None:
    if rewind.from_seq > 1 or rewind.shard is not None:
        raise StopCommand(
            "--make-anew loses what the topic holds: send all of it again, with --from 0"
        )
    if not service.bootstrap_servers:
        raise StopCommand("bad settings: TOCSIN_KAFKA_BOOTSTRAP_SERVERS is missing")
    await make_topic_anew(service.bootstrap_servers, outbox.topic, outbox.shards)
    _say([f"{outbox.topic}: made anew, with {outbox.shards} partitions"])


async def _verify(arguments: argparse.Namespace, service: OperatedService, pool: Pool) -> int:
    anchors = read_anchors(arguments.anchor) if arguments.anchor else None
    verified = await verify_store(pool, service.schema, anchors)
    _say(verified.lines())
    return _HAS_FINDINGS if verified.findings else 0


async def _export(arguments: argparse.Namespace, service: OperatedService, pool: Pool) -> int:
    header = await export_store(pool, service.schema, service.owner, arguments.file)
    return _say(
        [
            f"{header.events} events in {header.shards} shards and {header.commands} commands "
            f"are in {arguments.file}"
        ]
    )


async def _import(arguments: argparse.Namespace, service: OperatedService, pool: Pool) -> int:
    target = ImportTarget(
        schema=service.schema,
        source=service.owner,
        catalogue=service.catalogue,
        inline=service.inline,
        keys=service.keys(pool) if service.keys else NoKeySource(),
    )
    header = await import_store(pool, target, arguments.file)
    return _say(
        [
            f"{header.events} events in {header.shards} shards and {header.commands} commands "
            f"were taken in"
        ]
    )


async def _forget_answers(
    arguments: argparse.Namespace, service: OperatedService, pool: Pool
) -> int:
    forgotten = await forget_answers(pool, service.schema, arguments.older_than)
    return _say([f"{forgotten} answers of commands were dropped"])


async def _checkpoints(_: argparse.Namespace, service: OperatedService, pool: Pool) -> int:
    try:
        broker = service.broker()
    # No broker is configured: what was sent and applied is in the database, only the lag is not.
    except StopCommand:
        return _say(checkpoint_lines(await list_checkpoints(pool, service.schema, None)))
    try:
        return _say(checkpoint_lines(await list_checkpoints(pool, service.schema, broker)))
    finally:
        await broker.close()


async def _dead_letters(arguments: argparse.Namespace, service: OperatedService, pool: Pool) -> int:
    schema = service.schema
    match arguments.letters_command:
        case "list" if arguments.discarded:
            return _say(await discarded_lines(pool, schema, arguments.limit))
        case "list":
            return _say(await list_lines(pool, schema, arguments.limit))
        case "show":
            return _say(
                letter_lines(
                    *await find_letter(pool, schema, arguments.id), personal=arguments.personal
                )
            )
        case "discard":
            return _say(await discard_letter(pool, schema, arguments.id, arguments.reason))
        case _:
            return await _retry(arguments.key, service, pool)


async def _retry(key: str | None, service: OperatedService, pool: Pool) -> int:
    if service.consumers is None:
        raise StopCommand(f"{service.schema} follows nobody, so it has no dead letters")
    async with service.consumers() as consumers:
        waiting, lines = await retry_letters(pool, service.schema, consumers, key)
    _say(lines)
    return _HAS_FINDINGS if waiting else 0


COMMANDS: Mapping[str, Callable[[argparse.Namespace, OperatedService, Pool], Awaitable[int]]] = {
    "relay": _relay,
    "verify": _verify,
    "export": _export,
    "import": _import,
    "forget-answers": _forget_answers,
    "checkpoints": _checkpoints,
    "dead-letters": _dead_letters,
}


def _count(text: str) -> int:
    """Return a whole number from 0 on."""
    if not text.isdecimal() or int(text) > _MOST:
        raise argparse.ArgumentTypeError(f"'{text}' is no whole number from 0 on")
    return int(text)


def _days(text: str) -> int:
    """Return a number of days. Below 2 a client might still be repeating its request."""
    days = _count(text)
    if not 2 <= days <= _MOST_DAYS:
        raise argparse.ArgumentTypeError(f"'{text}' is no number of days from 2 to {_MOST_DAYS}")
    return days


def _say(lines: Sequence[str]) -> int:
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    return 0


def _bad(message: str) -> int:
    sys.stderr.write(message + "\n")
    return BAD_INPUT
