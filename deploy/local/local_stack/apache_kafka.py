"""Runs Apache Kafka as one KRaft node on 127.0.0.1, with jars that Maven puts in a cache folder."""

import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from local_stack.free_ports import LOCALHOST, free_port
from local_stack.server_process import BrokerProcess

KAFKA_VERSION = "4.1.0"
_SLF4J_VERSION = "1.7.36"
_CLUSTER_ID = "4L6g3nShT-eMCtK--X86sw"
_POM = f"""<project><modelVersion>4.0.0</modelVersion>
<groupId>tocsin</groupId><artifactId>kafka-for-tests</artifactId><version>1</version><dependencies>
<dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId>
<version>{KAFKA_VERSION}</version></dependency>
<dependency><groupId>org.slf4j</groupId><artifactId>slf4j-simple</artifactId>
<version>{_SLF4J_VERSION}</version></dependency>
</dependencies></project>
"""


ALONE = {
    "node.id": "1",
    "controller.listener.names": "CONTROLLER",
    "listener.security.protocol.map": "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT",
    "offsets.topic.replication.factor": "1",
    "offsets.topic.num.partitions": "4",
    "transaction.state.log.replication.factor": "1",
    "transaction.state.log.min.isr": "1",
    "group.initial.rebalance.delay.ms": "0",
    "group.min.session.timeout.ms": "1000",
    "auto.create.topics.enable": "false",
}
"""Settings of a node that is alone, wherever it runs: it creates no topic that nobody asked for,
and no group waits for more members, or for a dead one any longer than its members said.
"""


KEEPING = {"log.retention.ms": "-1"}
"""Settings of a node that keeps its topics whole, except those with a retention of their own."""

_OLDEST_JAVA = 17


class NoApacheKafka(RuntimeError):
    """Java 17 or Maven is not here, or Maven could not fetch the jars; the message says which."""


class ApacheKafkaServer(BrokerProcess):
    """A server with `start` and `stop`, or a context manager. Its topics live in `folder`."""

    def __init__(self, folder: Path, settings: Mapping[str, str] = MappingProxyType({})) -> None:
        super().__init__(folder)
        self._more = settings
        self._controller_port = free_port()

    def start(self) -> None:
        """Fetch what is missing, format the storage, and start. Raises NoApacheKafka.

        Returns when it takes connections.
        """
        libraries = fetch_jars()
        self.folder.mkdir(parents=True, exist_ok=True)
        settings = self.folder / "server.properties"
        settings.write_text(
            "\n".join(f"{name}={value}" for name, value in self._settings().items())
        )
        java = [
            "java",
            "-Xmx512m",
            "-Xms256m",
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
            "-cp",
            f"{libraries}/*",
        ]
        storage = [
            *java,
            "kafka.tools.StorageTool",
            "format",
            "--ignore-formatted",
            "-t",
            _CLUSTER_ID,
            "-c",
            str(settings),
        ]
        # A folder that is formatted already stays as it is.
        subprocess.run(storage, check=True, capture_output=True)
        with (self.folder / "kafka.log").open("ab") as log:
            self._process = subprocess.Popen(
                [*java, "kafka.Kafka", str(settings)],
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._wait_until_ready()

    def stop(self) -> None:
        """Stop the broker, and wait until it has ended."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(10)
        self._process = None

    def _settings(self) -> dict[str, str]:
        controller = f"{LOCALHOST}:{self._controller_port}"
        return {
            **ALONE,
            **self._more,
            # After the settings given: none of them moves the ports that callers were told.
            "process.roles": "broker,controller",
            "listeners": f"PLAINTEXT://{self.bootstrap_servers},CONTROLLER://{controller}",
            "advertised.listeners": f"PLAINTEXT://{self.bootstrap_servers}",
            "controller.quorum.voters": f"1@{controller}",
            "log.dirs": str(self.folder / "data"),
        }

    def _wait_until_ready(self) -> None:
        assert self._process is not None
        for _ in range(600):
            if self._process.poll() is not None:
                log = (self.folder / "kafka.log").read_text(errors="replace")
                raise NoApacheKafka(f"Apache Kafka did not start:\n{log[-2000:]}")
            with socket.socket() as probe:
                if probe.connect_ex((LOCALHOST, self.port)) == 0:
                    return
            time.sleep(0.1)
        raise NoApacheKafka("Apache Kafka did not take connections within a minute")


def fetch_jars() -> Path:
    """Return the folder of Kafka's jars, fetched by Maven the first time. Raises NoApacheKafka."""
    _check_java()
    home = (
        Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache"))
        / "tocsin"
        / f"kafka-{KAFKA_VERSION}"
    )
    libraries = home / "libs"
    if (home / "complete").exists():
        return libraries
    if shutil.which("mvn") is None:
        raise NoApacheKafka("Apache Kafka comes by Maven, and there is no mvn on this machine")
    home.mkdir(parents=True, exist_ok=True)
    (home / "pom.xml").write_text(_POM)
    command = ["mvn", "-q", "-B", "dependency:copy-dependencies", f"-DoutputDirectory={libraries}"]
    done = subprocess.run(command, cwd=home, check=False, capture_output=True, text=True)
    if done.returncode != 0:
        raise NoApacheKafka(
            f"Maven could not fetch Apache Kafka {KAFKA_VERSION}:\n{done.stdout[-1000:]}"
        )
    # Last: jars of a download that was broken off must not pass for all of them.
    (home / "complete").touch()
    return libraries


def _check_java() -> None:
    if shutil.which("java") is None:
        raise NoApacheKafka(
            "Apache Kafka needs Java 17 or newer, and there is no java on this machine"
        )
    # Java prints its version on stderr.
    printed = subprocess.run(["java", "-version"], check=False, capture_output=True, text=True)
    version = re.search(r'version "(\d+)', printed.stderr)
    if version is None or int(version[1]) < _OLDEST_JAVA:
        shown = version[1] if version else "of an unknown version"
        raise NoApacheKafka(
            f"Apache Kafka needs Java {_OLDEST_JAVA} or newer; java here is {shown}"
        )
