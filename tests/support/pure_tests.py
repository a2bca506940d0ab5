"""Which tests are pure: they need no server and judge no time. As a plugin of pytest
(`-p tests.support.pure_tests`) it runs only those that try the same examples every time.
"""

import pytest
from hypothesis import is_hypothesis_test

_SERVERS = {"servers_folder", "bootstrap_servers"}


def is_pure(item: pytest.Item) -> bool:
    """Whether a test needs no server, however far down its fixtures, and need not run alone."""
    return not _SERVERS & set(getattr(item, "fixturenames", ())) and not any(
        item.iter_markers("alone")
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is not pure, and what draws its examples: a branch that only luck reaches
    is a branch without a test.
    """
    kept = [item for item in items if is_pure(item) and not _draws_examples(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = kept


def _draws_examples(item: pytest.Item) -> bool:
    return isinstance(item, pytest.Function) and is_hypothesis_test(item.obj)
