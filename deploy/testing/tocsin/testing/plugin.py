"""The pytest plugin: one fixture, and an option that says where the servers come from."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tocsin.testing.system import TocsinSystem


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--tocsin-servers`, and the setting `tocsin_servers` of the same meaning."""
    about = "where PostgreSQL and the broker come from: embedded (default) or container"
    parser.addoption("--tocsin-servers", choices=("embedded", "container"), help=about)
    parser.addini("tocsin_servers", about, default="embedded")


@pytest.fixture(scope="session")
def tocsin_system(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> "Iterator[TocsinSystem]":
    """The whole of Tocsin, with a clock that is moved, for all tests of the run."""
    # Here and not above: a run that does not ask for the system need not wait for its imports.
    from tocsin.testing.system import servers_kind, tocsin_running  # noqa: PLC0415

    named = request.config.getoption("--tocsin-servers") or request.config.getini("tocsin_servers")
    with tocsin_running(tmp_path_factory.mktemp("tocsin"), servers_kind(str(named))) as system:
        yield system
