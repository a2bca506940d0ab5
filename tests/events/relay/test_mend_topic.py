"""Where a shard must be sent from, judged by the newest record of its partition."""

import pytest

from events.broker.broker import IncomingRecord
from events.relay.mend_topic import resume_after


def newest(offset: int, seq: int | None) -> IncomingRecord:
    """Return a record at an offset; without a seq it is none of ours."""
    headers = () if seq is None else (("ce_sequence", str(seq).encode()),)
    return IncomingRecord(
        topic="t", partition=0, offset=offset, key=None, value=None, headers=headers
    )


@pytest.mark.parametrize(
    ("record", "cursor", "resume"),
    [
        pytest.param(newest(9, 10), 11, 11, id="all there"),
        pytest.param(newest(14, 10), 11, 11, id="all there, some twice"),
        pytest.param(newest(11, 12), 11, 11, id="sent before the cursor moved"),
        pytest.param(newest(6, 7), 11, 8, id="the end is lost"),
        pytest.param(None, 11, 1, id="all is lost"),
        pytest.param(None, 1, 1, id="nothing was sent yet"),
        pytest.param(newest(0, 10), 11, 1, id="the beginning is lost"),
        pytest.param(newest(9, None), 11, 11, id="a stranger's record behind ours"),
        pytest.param(newest(0, None), 11, 1, id="a stranger's record in place of ours"),
    ],
)
def test_resumes_where_the_topic_really_ends(
    record: IncomingRecord | None, cursor: int, resume: int
) -> None:
    assert resume_after(record, cursor) == resume
