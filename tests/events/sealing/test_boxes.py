"""A box opens by its own key, in its own event, and unchanged; anything else is refused."""

import msgspec
import pytest

from events.errors import MalformedEvent
from events.sealing.data_key import DataKey, drawn_key
from events.sealing.key_ring import KeyRing, Wrapped, WrongSealingKey

KEY = drawn_key()
EVENT = b"an event"
SECRET, LATER = "a sealing key of thirty-two bytes", "another one, which comes after it"


def test_what_was_sealed_opens_at_its_place() -> None:
    assert KEY.open(KEY.seal("Ada ☎".encode(), EVENT), EVENT) == "Ada ☎".encode()


def test_the_same_text_is_sealed_differently_each_time() -> None:
    assert KEY.seal(b"Ada", EVENT).box != KEY.seal(b"Ada", EVENT).box


def test_a_box_that_was_moved_to_another_event_does_not_open() -> None:
    with pytest.raises(MalformedEvent, match="of another event"):
        KEY.open(KEY.seal(b"Ada", EVENT), b"another event")


def test_a_box_that_was_changed_does_not_open() -> None:
    sealed = KEY.seal(b"Ada", EVENT)
    for changed in (
        msgspec.structs.replace(sealed, box=sealed.box[:-1] + bytes([sealed.box[-1] ^ 1])),
        msgspec.structs.replace(sealed, nonce=b"short"),
        msgspec.structs.replace(sealed, box=b""),
    ):
        with pytest.raises(MalformedEvent, match="was changed"):
            KEY.open(changed, EVENT)


def test_a_key_shows_its_id_and_never_its_secret() -> None:
    assert KEY.key_id in repr(KEY)
    assert repr(KEY.secret) not in repr(KEY)
    assert KEY.secret.hex() not in repr(KEY)


def test_a_wrapped_key_comes_out_as_it_was() -> None:
    ring = KeyRing(SECRET)
    wrapped = ring.wrap(KEY)
    assert KEY.secret not in wrapped.key
    assert ring.unwrap(KEY.key_id, wrapped).secret == KEY.secret


def test_after_a_rotation_the_former_key_still_opens_what_it_wrapped() -> None:
    wrapped = KeyRing(SECRET).wrap(KEY)
    rotated = KeyRing(LATER, before=SECRET)
    assert rotated.unwrap(KEY.key_id, wrapped).secret == KEY.secret
    assert rotated.wrap(KEY).by == rotated.wraps_by == KeyRing(LATER).wraps_by != wrapped.by


def test_a_key_wrapped_by_another_than_those_set_says_which_is_missing() -> None:
    wrapped = KeyRing(SECRET).wrap(KEY)
    with pytest.raises(WrongSealingKey, match=f"{wrapped.by}, which is not set"):
        KeyRing(LATER).unwrap(KEY.key_id, wrapped)


def test_a_wrapped_key_that_was_changed_or_renamed_is_refused() -> None:
    ring = KeyRing(SECRET)
    wrapped = ring.wrap(KEY)
    with pytest.raises(WrongSealingKey, match="was changed"):
        ring.unwrap("another-id", wrapped)
    with pytest.raises(WrongSealingKey, match="was changed"):
        ring.unwrap(KEY.key_id, Wrapped(b"", wrapped.by))


def test_drawn_keys_have_different_ids_and_secrets() -> None:
    keys = [drawn_key() for _ in range(20)]
    assert len({key.key_id for key in keys}) == len({key.secret for key in keys}) == 20
    assert isinstance(keys[0], DataKey)
