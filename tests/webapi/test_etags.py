"""Versions as ETags."""

import pytest

from webapi.etags import etag, etag_headers, expected_version
from webapi.problems import Problem


def test_a_version_comes_back_as_it_went() -> None:
    assert expected_version(etag(12)) == 12
    assert etag_headers(12) == {"ETag": '"12"'}


@pytest.mark.parametrize("header", [None, "*", " * "])
def test_no_version_is_expected(header: str | None) -> None:
    assert expected_version(header) is None


@pytest.mark.parametrize(
    "header", ["", "12", 'W/"12"', '"a"', '"1", "2"', '"-1"', '"' + "9" * 30 + '"']
)
def test_what_we_never_sent_is_a_bad_if_match(header: str) -> None:
    with pytest.raises(Problem) as refused:
        expected_version(header)

    assert (refused.value.status, refused.value.code) == (400, "bad-if-match")
