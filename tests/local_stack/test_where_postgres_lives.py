"""PostgreSQL refuses to run as root: there it runs as nobody, who cannot enter every folder."""

import os
from pathlib import Path

import pytest

from local_stack.postgres_server import PostgresServer, folder_that_postgres_may_enter


def test_a_folder_that_is_open_is_taken_as_it_is(servers_folder: Path) -> None:
    assert (
        folder_that_postgres_may_enter(servers_folder / "postgres")
        == (servers_folder / "postgres").resolve()
    )


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs PostgreSQL as somebody else")
def test_below_a_closed_folder_data_go_where_nobody_may_enter(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    server = PostgresServer(closed / "postgres", durable=False)
    assert not server.folder.is_relative_to(closed)
    assert server.folder == PostgresServer(closed / "postgres").folder, (
        "the same place at the next start"
    )
