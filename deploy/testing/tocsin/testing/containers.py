"""PostgreSQL and Apache Kafka in containers, from their public images, by testcontainers.

Needs the extra `containers`.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from docker.errors import DockerException
from testcontainers.community.postgres import PostgresContainer
from testcontainers.core.container import DockerContainer
from testcontainers.core.docker_client import DockerClient
from testcontainers.core.wait_strategies import PortWaitStrategy

from local_stack.apache_kafka import ALONE, KAFKA_VERSION
from local_stack.free_ports import free_port

KAFKA_IMAGE = f"apache/kafka:{KAFKA_VERSION}"
POSTGRES_IMAGE = "postgres:18"
_FAST_AND_LOSING = (
    "postgres -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200"
)
_CONTROLLER = 9093
_START_WITHIN_S = 60


class NoContainers(Exception):
    """No container engine answers; the message says what was tried."""


def look_for_engine() -> None:
    """Raise NoContainers where no engine answers."""
    try:
        DockerClient().client.ping()
    except DockerException as error:
        raise NoContainers(
            f"no container engine answers (DOCKER_HOST or /var/run/docker.sock): {error}"
        ) from error


@contextmanager
def postgres_container() -> Iterator[str]:
    """Yield the DSN of a PostgreSQL that runs until the block ends; a crash of it loses data."""
    with PostgresContainer(POSTGRES_IMAGE, driver=None).with_command(_FAST_AND_LOSING) as container:
        yield str(container.get_connection_url())


@contextmanager
def kafka_container() -> Iterator[str]:
    """Yield the address of an Apache Kafka of one node that runs until the block ends.

    It has the same port inside and outside: Kafka tells its clients where to find it, and must know
    that before it starts.
    """
    port = free_port()
    address = f"{DockerClient().host()}:{port}"
    container = DockerContainer(KAFKA_IMAGE).with_bind_ports(port, port)
    for name, value in _settings(port, address).items():
        container.with_env("KAFKA_" + name.upper().replace(".", "_"), value)
    with _running(
        container.waiting_for(PortWaitStrategy(port).with_startup_timeout(_START_WITHIN_S))
    ):
        yield address


@contextmanager
def _running(container: DockerContainer) -> Iterator[None]:
    """Run a container; raise NoContainers, with the end of its log, if it does not start."""
    try:
        _start(container)
        yield
    finally:
        container.stop()


def _start(container: DockerContainer) -> None:
    try:
        container.start()
    except TimeoutError as error:
        log = b"".join(container.get_logs()).decode(errors="replace")
        raise NoContainers(f"{container.image} did not start:\n{log[-2000:]}") from error


def _settings(port: int, address: str) -> dict[str, str]:
    return {
        **ALONE,
        "process.roles": "broker,controller",
        "listeners": f"PLAINTEXT://:{port},CONTROLLER://:{_CONTROLLER}",
        "advertised.listeners": f"PLAINTEXT://{address}",
        "controller.quorum.voters": f"1@localhost:{_CONTROLLER}",
    }
