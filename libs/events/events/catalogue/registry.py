"""Writes events as the table of entries says, and reads every version of them that was ever
published."""

from collections.abc import Mapping
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from events.catalogue.entries import ENTRIES
from events.catalogue.entry import Entry
from events.catalogue.sealed_form import key_in
from events.errors import MalformedEvent, UnknownEventType
from events.event import Event, NewEvent
from events.plain_problem import plain_problem
from events.sealing.data_key import NO_KEYS, DataKey, Keys

SAMPLE_ID = UUID(int=0)
"""The id of the event that a stored sample is."""


class Written(NamedTuple):
    """An event as it is stored and sent: its name, the version that was written, and its JSON."""

    name: str
    version: int
    data: bytes


class Catalogue:
    """A set of entries, looked up by class when writing and by name and version when reading."""

    def __init__(self, entries: tuple[Entry, ...] = ENTRIES) -> None:
        self.entries = entries
        self._by_type = {entry.type: entry for entry in entries}
        self._by_name = {entry.name: entry for entry in entries}
        self._decoders = {entry.name: msgspec.json.Decoder(entry.type) for entry in entries}
        self._forms = {entry.name: form for entry in entries if (form := entry.form)}
        self._sealed = {
            (entry.name, version)
            for entry in entries
            if entry.form
            for version in (entry.wire_version, *entry.sealed_before)
        }
        if len(self._by_type) != len(entries) or len(self._by_name) != len(entries):
            raise ValueError("an event or a name stands twice in the catalogue")
        if lacking := [
            entry.ce_type
            for entry in entries
            if set(entry.upcasts) | entry.sealed_before != set(range(1, entry.version))
        ]:
            raise ValueError(f"not one upcast for each older version: {', '.join(lacking)}")

    def entry_of(self, event: Event) -> Entry:
        """Return the entry that writes this event.

        Raises UnknownEventType if it is not in the catalogue.
        """
        try:
            return self._by_type[type(event)]
        except KeyError:
            raise UnknownEventType(f"{type(event).__name__} is not in the catalogue") from None

    def encode(self, event: Event) -> bytes:
        """Return the event's JSON in its plain form."""
        return msgspec.json.encode(event)

    def person_of(self, new: NewEvent) -> str | None:
        """Return whose key seals an event; None if there is nothing personal in it."""
        entry = self.entry_of(new.data)
        form = self._forms.get(entry.name)
        if entry.person is None or form is None or not form.holds_anything(new.data):
            return None
        return entry.person(new)

    def erased_by(self, new: NewEvent) -> str | None:
        """Return whose key is dropped with an event; None for one that drops none."""
        entry = self.entry_of(new.data)
        return entry.erases(new) if entry.erases else None

    def write(self, new: NewEvent, keys: Mapping[str, DataKey] | None) -> Written:
        """Return the event as it is stored and sent.

        `keys` are those of persons, by `person_of`; None: in its plain form, where no keys are
        kept. Raises UnknownEventType.
        """
        entry = self.entry_of(new.data)
        form = self._forms.get(entry.name)
        if keys is None or form is None:
            return Written(entry.name, entry.version, self.encode(new.data))
        person, version = self.person_of(new), entry.wire_version
        key = None if person is None else keys[person]
        sealed = form.seal(new.data, key, _bound_to(new.event_id, entry.name, version))
        return Written(entry.name, version, sealed)

    def is_sealed(self, name: str, version: int) -> bool:
        """Return whether this is the sealed form of an event."""
        return (name, version) in self._sealed

    def key_in(self, name: str, version: int, data: bytes) -> str | None:
        """Return the id of the key that is needed to read an event; None if none is."""
        return key_in(data) if self.is_sealed(name, version) else None

    def decode(
        self,
        name: str,
        version: int,
        data: bytes,
        *,
        event_id: UUID = SAMPLE_ID,
        keys: Keys = NO_KEYS,
    ) -> Event:
        """Return the event of today's class, whatever published version the bytes are in.

        `keys` open a sealed form of the event with this id. What they cannot open is replaced by
        stand-ins (see `sealing/stand_ins.py`). Raises UnknownEventType for a name or version that
        the catalogue does not have, MalformedEvent for bytes that do not fit it.
        """
        entry = self._by_name.get(name)
        if entry is None or not 1 <= version <= entry.wire_version:
            raise UnknownEventType(f"{name}.v{version} is not in the catalogue")
        bound_to = _bound_to(event_id, name, version)
        try:
            if version == entry.version:
                return self._decoders[name].decode(data)
            if version > entry.version:
                return self._forms[name].open(data, keys, bound_to)
            plain = msgspec.json.decode(data, type=dict[str, Any])
            if version in entry.sealed_before:
                plain, version = self._forms[name].opened(plain, keys, bound_to), version - 1
            return msgspec.convert(self._upcast(entry, version, plain), entry.type)
        # An upcast works on data that nothing has validated yet, and may raise any of these.
        except (msgspec.MsgspecError, LookupError, TypeError, ValueError) as problem:
            raise MalformedEvent(f"{name}.v{version}: {plain_problem(problem)}") from problem

    @staticmethod
    def _upcast(entry: Entry, version: int, data: dict[str, Any]) -> dict[str, Any]:
        for step in sorted(entry.upcasts):
            if step >= version:
                data = entry.upcasts[step](data)
        return data


def _bound_to(event_id: UUID, name: str, version: int) -> bytes:
    """Return what is sealed with the data, so that a box cannot be moved to another event."""
    return b"%s/%s.v%d" % (event_id.bytes, name.encode(), version)


CATALOGUE = Catalogue()
