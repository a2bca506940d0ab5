"""Every service has the same command line, and says in one line what is wrong with the input."""

import argparse
import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from events.broker.broker import Broker
from events.clock import Clock
from events.consumer.consumer import Consumer
from events.operations.terminal import StopCommand
from events.store.connection import Pool, make_pool
from tests.support.databases import Databases
from tests.support.sample_service import SECRET, sample_app, sample_settings
from webapi.service_skeleton import Parsers, Service, ServiceCommand, main, operated
from webapi.serving import Background
from webapi.settings import OperatorSettings, ServiceSettings

NOWHERE = "postgresql://nobody@127.0.0.1:1/none"


class Sample:
    """A built service that only notes that it was closed."""

    def __init__(self, pool: Pool) -> None:
        self.app: FastAPI = sample_app()
        self.pool, self.closed = pool, False

    def loops(self) -> Sequence[Background]:
        """Return no loops."""
        return ()

    def followers(self) -> Sequence[Consumer]:
        """Return no consumers."""
        return ()

    async def close(self) -> None:
        """Note it."""
        self.closed = True


async def build(settings: ServiceSettings, clock: Clock, broker: Broker) -> Sample:
    """Build it on no database at all, which only a use would notice."""
    del clock, broker
    return Sample(await make_pool(settings.database_url, size=1))


def service(run: Callable[[argparse.Namespace], int]) -> Service[ServiceSettings, Sample]:
    """Return a service with one command of its own."""

    def add_to(commands: Parsers, name: str) -> None:
        commands.add_parser(name).add_argument("times", type=int)

    return Service(
        name="sample",
        package="tests.sample",
        schema="sample",
        description="A sample.",
        serving="serve it",
        settings=ServiceSettings,
        build=build,
        needs_broker=False,
        commands={"dance": ServiceCommand(add_to=add_to, run=run)},
    )


def dancing(chosen: argparse.Namespace) -> int:
    """Dance, and return how often."""
    assert isinstance(chosen.times, int)
    return chosen.times


def refusing(chosen: argparse.Namespace) -> int:
    """Dance never."""
    raise StopCommand(f"no {chosen.command} today")


def interrupted(chosen: argparse.Namespace) -> int:
    """Dance until Ctrl-C."""
    raise KeyboardInterrupt


@pytest.fixture
def settings_of_the_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    """An environment that is complete, with a database that does not answer."""
    monkeypatch.setenv("TOCSIN_DATABASE_URL", NOWHERE)
    monkeypatch.setenv("TOCSIN_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1")
    monkeypatch.setenv("TOCSIN_JWT_SECRET", SECRET)


def test_a_command_of_its_own_is_run_with_its_arguments() -> None:
    assert main(service(dancing), ["dance", "3"]) == 3


@pytest.mark.parametrize(
    "arguments",
    [[], ["fly"], ["dance"], ["dance", "often"], ["serve", "now"], ["verify"]],
    ids=" ".join,
)
def test_bad_input_is_one_line(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(service(dancing), arguments)
    assert (stopped.value.code, capsys.readouterr().err.count("\n")) == (2, 1)


def test_a_command_that_stops_says_why_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(service(refusing), ["dance", "3"]) == 2
    assert capsys.readouterr().err == "no dance today\n"


def test_an_interrupted_command_has_the_exit_code_of_a_signal() -> None:
    assert main(service(interrupted), ["dance", "3"]) == 130


@pytest.mark.parametrize("command", ["serve", "migrate", "checkpoints"])
def test_a_missing_setting_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    monkeypatch.delenv("TOCSIN_DATABASE_URL", raising=False)
    with pytest.raises(SystemExit) as stopped:
        main(service(dancing), [command])
    assert stopped.value.code == 2
    assert "TOCSIN_DATABASE_URL is missing" in capsys.readouterr().err


@pytest.mark.usefixtures("settings_of_the_sample")
@pytest.mark.parametrize("command", ["migrate", "checkpoints"])
def test_a_database_that_does_not_answer_is_one_line(
    capsys: pytest.CaptureFixture[str], command: str
) -> None:
    assert main(service(dancing), [command]) == 2
    assert "the database does not answer as it should" in capsys.readouterr().err


def test_migrate_takes_the_database_from_its_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TOCSIN_DATABASE_URL", "")
    assert main(service(dancing), ["migrate", "--database-url", NOWHERE]) == 2
    assert "the database does not answer as it should" in capsys.readouterr().err


def test_a_service_without_a_log_of_its_own_has_no_commands_on_it() -> None:
    settings = OperatorSettings(database_url=NOWHERE, kafka_bootstrap_servers=None)
    described = operated(service(dancing), settings)
    assert (described.source, described.schema) == (None, "sample")


def test_no_setting_has_an_old_name_unless_a_service_says_so() -> None:
    assert sample_settings(jwt_secret=SecretStr(SECRET)).renamed() == ()


@pytest.mark.parametrize(("made", "wanted"), [(True, "real"), (False, "movable")])
async def test_a_service_refuses_a_store_whose_clock_is_not_the_one_it_expects(
    databases: Databases,
    settings_of_the_sample: None,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    made: bool,
    wanted: str,
) -> None:
    async with databases.migrated("intake", movable=made) as dsn:
        monkeypatch.setenv("TOCSIN_DATABASE_URL", dsn)
        monkeypatch.setenv("TOCSIN_CLOCK", wanted)
        kept = replace(service(dancing), schema="intake")
        capsys.readouterr()

        code = await asyncio.to_thread(main, kept, ["serve"])

    printed = capsys.readouterr().err
    assert (code, printed.count("\n")) == (2, 1)
    assert "the clock of the store intake" in printed
