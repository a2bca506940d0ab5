"""Of whoever was erased, reporting says nothing about whom to call or who was tried (CP-27)."""

from datetime import UTC, datetime

from events.sealing.stand_ins import ERASED
from reporting.domain.within_reach import NobodyReached, WithinReach

NOON = datetime(2026, 10, 5, 12, tzinfo=UTC)


def test_there_is_nobody_to_call_where_that_person_was_erased() -> None:
    zoe = WithinReach(name="Zoe Quill", phone="+1 555 0142", email=None, by_default=False)
    gone = WithinReach(name=ERASED, phone=None, email=None, by_default=True)
    assert (zoe.is_erased, gone.is_erased) == (False, True)


def test_who_was_tried_is_not_known_where_whoever_recorded_it_was_erased() -> None:
    def nobody(reason: str) -> NobodyReached:
        return NobodyReached(
            case_id="c1", since=NOON, recorded_by="eva", written_at=NOON, reason=reason, tried=()
        )

    assert (nobody("No answer.").is_erased, nobody(ERASED).is_erased) == (False, True)
