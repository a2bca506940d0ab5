"""Which PostgreSQL and which broker a run of the tests has: given ones, embedded ones, Apache Kafka
from its jars, or containers."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from local_stack.apache_kafka import ApacheKafkaServer, NoApacheKafka, fetch_jars
from local_stack.broker_server import BrokerServer
from local_stack.postgres_server import PostgresServer
from tocsin.testing.containers import (
    NoContainers,
    kafka_container,
    look_for_engine,
    postgres_container,
)

BROKERS = ("embedded", "kafka", "container")


class NotHere(Exception):
    """This machine has not what was asked for; the message says what."""


def prepare_broker(environment: Mapping[str, str]) -> None:
    """Fetch or look for what BROKER needs, before anything is started. Raises NotHere."""
    if "KAFKA_BOOTSTRAP_SERVERS" in environment:
        return
    try:
        match _named(environment):
            case "kafka":
                fetch_jars()
            case "container":
                look_for_engine()
            case _:
                pass  # the embedded one comes with the virtual environment
    except (NoApacheKafka, NoContainers) as missing:
        raise NotHere(str(missing)) from missing


@contextmanager
def broker_address(
    folder: Path, environment: Mapping[str, str], started: Callable[[int], None]
) -> Iterator[str]:
    """Yield the bootstrap servers of a broker that runs until the block ends.

    `started` is told the id of a process that was started.
    """
    if given := environment.get("KAFKA_BOOTSTRAP_SERVERS"):
        yield given
        return
    match _named(environment):
        case "kafka":
            with ApacheKafkaServer(folder) as kafka:
                started(kafka.pid)
                yield kafka.bootstrap_servers
        case "container":
            with kafka_container() as address:
                yield address
        case _:
            with BrokerServer(folder) as embedded:
                started(embedded.pid)
                yield embedded.bootstrap_servers


@contextmanager
def postgres_address(
    folder: Path, environment: Mapping[str, str], started: Callable[[int], None]
) -> Iterator[str]:
    """Yield the DSN of a PostgreSQL server that runs until the block ends.

    `started` is told the id of a process that was started.
    """
    if given := environment.get("DATABASE_URL"):
        yield given
    elif _named(environment) == "container":
        with postgres_container() as dsn:
            yield dsn
    else:
        with PostgresServer(folder, durable=False) as server:
            started(server.pid)
            yield server.dsn()


def _named(environment: Mapping[str, str]) -> str:
    broker = environment.get("BROKER") or "embedded"
    if broker not in BROKERS:
        raise NotHere(f"BROKER={broker}: there are {', '.join(BROKERS)}")
    return broker
