"""`python -m local_stack run|demo|token|catch`: see `make help`."""

import argparse
import asyncio
import signal
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import get_args

from events.nobody_reads import while_somebody_reads
from events.operations.command_line import OneLineParser
from local_stack.catcher import catch_forever
from local_stack.import_demo import DEMO, DemoOptions, import_demo
from local_stack.local_run import run_until_stopped
from local_stack.print_token import folder_of_tokens, print_token
from local_stack.servers import BROKER_KINDS
from local_stack.service_process import DidNotStart
from local_stack.soak import SoakOptions, soak
from local_stack.stack import ClockKind
from local_stack.state_folder import AlreadyRunning, StateFolder
from local_stack.throw_away import throw_away


def main() -> int:
    """Do what the command line says; return 2, and print one line that says why, if it fails."""
    try:
        return while_somebody_reads(_run)
    except (AlreadyRunning, DidNotStart, RuntimeError, OSError) as problem:
        print(f"tocsin: {problem}", file=sys.stderr)
        return 2


def _run() -> int:
    arguments = _parser().parse_args()
    return int(arguments.act(arguments) or 0)


def _parser() -> argparse.ArgumentParser:
    parser = OneLineParser(prog="tocsin", description=__doc__)
    parser.add_argument(
        "--folder", type=Path, default=Path(".tocsin"), help="where data, secrets and logs are kept"
    )
    commands = parser.add_subparsers(required=True)
    run = commands.add_parser("run", help="start everything and stay until Ctrl-C")
    run.add_argument(
        "--broker", choices=BROKER_KINDS, default="embedded", help="kafka: Apache Kafka (Java 17)"
    )
    run.add_argument(
        "--clock",
        choices=get_args(ClockKind),
        default="real",
        help="movable: a sandbox, whose time is moved by POST /v1/sandbox/clock",
    )
    run.set_defaults(
        act=lambda a: _until_stopped(run_until_stopped(StateFolder(a.folder), a.broker, a.clock))
    )
    _add_demo(commands.add_parser("demo", help="import incidents, judge them, show a review"))
    _add_soak(
        commands.add_parser(
            "soak", help="as many records as days make, in minutes; then all must be as before"
        )
    )
    token = commands.add_parser("token", help="print a token of the local system")
    token.add_argument("--role", required=True)
    token.add_argument("--customer")
    token.add_argument("--user")
    token.set_defaults(
        act=lambda a: print_token(folder_of_tokens(a.folder), a.role, a.customer, a.user)
    )
    clean = commands.add_parser("clean", help="throw the data away")
    clean.set_defaults(act=lambda a: throw_away(StateFolder(a.folder)))
    catch = commands.add_parser("catch", help="the page that catches pages and mail")
    catch.add_argument("--port", type=int, required=True)
    catch.add_argument("--smtp-port", type=int, required=True)
    catch.set_defaults(act=lambda a: asyncio.run(catch_forever(a.port, a.smtp_port)))
    return parser


def _add_soak(soaking: argparse.ArgumentParser) -> None:
    soaking.add_argument(
        "--days", type=float, default=1.0, help="how many days' records (default: 1)"
    )
    soaking.add_argument(
        "--at-most-s",
        type=float,
        default=14_400.0,
        help="stop after so many seconds, whatever was sent",
    )
    soaking.add_argument(
        "--every-ms", type=int, default=1, help="milliseconds between two watermarks"
    )
    soaking.add_argument(
        "--rest-s", type=float, default=60.0, help="seconds of rest before and after (default: 60)"
    )
    soaking.add_argument(
        "--slack",
        type=float,
        default=1.0,
        help="how much wider the bounds of times are (default: 1)",
    )
    soaking.add_argument("--broker", choices=BROKER_KINDS, default="embedded")
    soaking.set_defaults(
        act=lambda a: _soak(
            StateFolder(a.folder / "soak"),
            SoakOptions(
                days=a.days,
                every_ms=a.every_ms,
                at_most_s=a.at_most_s,
                rest_s=a.rest_s,
                slack=a.slack,
                broker=a.broker,
            ),
        )
    )


def _soak(folder: StateFolder, options: SoakOptions) -> int:
    """Run the soak and print its table; return 1 if something has grown."""
    throw_away(folder)
    grown: list[str] = []

    async def soaked() -> None:
        report = await soak(folder, options)
        print("\n".join(report.lines))
        grown.extend(report.grown)

    stopped = _until_stopped(soaked())
    if grown:
        print(f"tocsin: grown: {', '.join(grown)}", file=sys.stderr)
    return 1 if grown else stopped


def _add_demo(demo: argparse.ArgumentParser) -> None:
    demo.add_argument(
        "--log",
        type=Path,
        help=(
            "a ServiceNow incident event log "
            "(default: the one beside the project, else a generated one)"
        ),
    )
    demo.add_argument(
        "--zone", default="America/Sao_Paulo", help="the IANA zone of the log's local times"
    )
    demo.add_argument(
        "--plan", choices=("silver", "gold", "platinum"), help="one plan for all customers"
    )
    demo.add_argument("--leave", action="store_true", help="stop when the figures are shown")
    demo.set_defaults(
        act=lambda a: _until_stopped(
            import_demo(StateFolder(a.folder / DEMO), DemoOptions(a.log, a.zone, a.plan, a.leave))
        )
    )


def _until_stopped(work: Coroutine[object, object, None]) -> int:
    """Run to the end, or until Ctrl-C or SIGTERM, which stop it in order."""

    async def stoppable() -> None:
        task = asyncio.ensure_future(work)
        for number in (signal.SIGINT, signal.SIGTERM):
            # Cancelled instead of ended: `running` then stops everything in order.
            asyncio.get_running_loop().add_signal_handler(number, task.cancel)
        try:
            await task
        except asyncio.CancelledError:
            print("\nstopped.")

    asyncio.run(stoppable())
    return 0


if __name__ == "__main__":
    sys.exit(main())
