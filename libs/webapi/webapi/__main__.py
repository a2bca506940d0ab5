"""`python -m webapi token --role ROLE` prints a token for development, and nothing else."""

import argparse
import sys
from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import NoReturn

from events.nobody_reads import while_somebody_reads
from webapi.identity_settings import IdentitySettings
from webapi.load_settings import load
from webapi.tokens import is_role, make_token


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """Return one line, exit 2."""
        _give_up(message)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a token. Bad input: one line on stderr, exit 2."""
    return while_somebody_reads(partial(_print_token, arguments))


def _print_token(arguments: Sequence[str] | None) -> int:
    options = _parser().parse_args(arguments)
    if not is_role(options.role):
        _give_up(f"no such role: {options.role!r}")
    try:
        ttl = timedelta(hours=options.ttl)
        token = make_token(
            load(IdentitySettings),
            options.role,
            customer_id=options.customer,
            user_id=options.user,
            subject=options.subject,
            ttl=ttl,
        )
    except (ValueError, OverflowError) as error:
        _give_up(str(error))
    print(token)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="python -m webapi", description="What every service shares.")
    token = parser.add_subparsers(dest="command", required=True, parser_class=_Parser).add_parser(
        "token", help="print a development token"
    )
    token.add_argument(
        "--role", required=True, help="contact, agent, oncall, tam, analyst, admin or service"
    )
    token.add_argument("--customer", help="customer id (a contact needs it)")
    token.add_argument("--user", help="user id (a contact needs it), or an engineer's id")
    token.add_argument("--subject", help="who it is; by default made of the above")
    token.add_argument("--ttl", type=float, default=12.0, help="hours that it lives (12)")
    return parser


def _give_up(message: str) -> NoReturn:
    print(f"webapi: {message}", file=sys.stderr)
    raise SystemExit(2)


if __name__ == "__main__":
    sys.exit(main())
