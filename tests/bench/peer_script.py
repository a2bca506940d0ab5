"""Run by the peer's own Python: clients that append single events with `eventsourcing`'s PostgreSQL
recorder in its default, safe mode.

Events are ready-made bytes of the usual size; the library's aggregates and mappers, which would
cost it more, are left out. Arguments: DSN, clients, seconds. Prints JSON.
"""

import json
import sys
import threading
import time
from urllib.parse import urlparse
from uuid import UUID, uuid4

# Only in the peer's own environment.
from eventsourcing.persistence import StoredEvent  # type: ignore[import-not-found]

# Only in the peer's own environment.
from eventsourcing.postgres import (  # type: ignore[import-not-found]
    PostgresApplicationRecorder,
    PostgresDatastore,
)

_STATE = b"x" * 420
_EVENTS_A_CASE = 20
_CONNECTIONS = 64


def main(dsn: str, clients: int, seconds: float) -> None:
    """Have so many threads append for so long."""
    address = urlparse(dsn)
    datastore = PostgresDatastore(
        address.path.strip("/"), address.hostname, address.port, address.username, "",
        pool_size=min(clients, _CONNECTIONS), connect_timeout=60.0,
    )  # fmt: skip
    recorder = PostgresApplicationRecorder(datastore, events_table_name="peer_events")
    recorder.create_table()
    times: list[float] = []
    started = time.monotonic()
    threads = [
        threading.Thread(target=_client, args=(recorder, times, started + seconds))
        for _ in range(clients)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(json.dumps({"rate": len(times) / (time.monotonic() - started), "seconds": times}))
    datastore.close()


def _client(recorder: PostgresApplicationRecorder, times: list[float], until: float) -> None:
    stream, version = uuid4(), 0
    while time.monotonic() < until:
        if version == _EVENTS_A_CASE:
            stream, version = uuid4(), 0
        version += 1
        started = time.monotonic()
        recorder.insert_events([_event(stream, version)])
        times.append(time.monotonic() - started)


def _event(stream: UUID, version: int) -> StoredEvent:
    return StoredEvent(
        originator_id=stream, originator_version=version, topic="bench:CaseCommented", state=_STATE
    )


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]))
