"""Which tests are pure: they need no server and judge no time. As a plugin of pytest
(`-p tests.support.pure_tests`) it runs only those.
"""

import pytest

_SERVERS = {"servers_folder", "bootstrap_servers"}


def is_pure(item: pytest.Item) -> bool:
    """Whether a test needs no server, however far down its fixtures, and need not run alone."""
    return not _SERVERS & set(getattr(item, "fixturenames", ())) and not any(
        item.iter_markers("alone")
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is not pure."""
    config.hook.pytest_deselected(items=[item for item in items if not is_pure(item)])
    items[:] = [item for item in items if is_pure(item)]
