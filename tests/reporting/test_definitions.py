"""Every figure is explained, under the name that the API publishes."""

from reporting.domain.definitions import DEFINITIONS

PUBLISHED = """
    period opened closed excluded open_at_end met missed excused withdrawn due_not_judged attainment
    running unclocked late_by paused excused_time ageing pages acknowledged_after year_so_far
    account maintenance known_until plan as_of
"""


def test_the_figures_are_explained_under_their_published_names() -> None:
    assert list(DEFINITIONS) == PUBLISHED.split()


def test_each_explanation_is_a_sentence() -> None:
    assert [text for text in DEFINITIONS.values() if not text.endswith(".")] == []
