"""Seals a log of intake that was recorded plain, into a new store."""

from collections import defaultdict
from pathlib import Path

from events.catalogue.case_events import CaseOpened
from events.catalogue.customer_events import UserAdded
from events.catalogue.registry import CATALOGUE
from events.event import Recorded
from events.operations.anchors import head_line
from events.operations.export_lines import EventLine, HeaderLine, ShardLine, event_of
from events.operations.import_store import ImportTarget, import_store
from events.operations.read_export import ExportReader
from events.operations.seal_log import LogSealer, Writer
from events.sealing.persons import staff_person, user_person
from events.store.connection import Pool
from events.store.event_table import Head
from events.store.sealing_keys import SealingKeyTable
from events.stored_event import recorded_of

_WRITERS = ("author_id", "responder_id", "caller_id", "recorded_by")
"""Fields that name who wrote an event, where it has them."""


class OldLog:
    """What a plain log says of who is whose: read before it is sealed."""

    def __init__(self, file: Path) -> None:
        self.heads: list[Head] = []
        self._users: dict[str, set[str]] = defaultdict(set)
        self._customers: dict[str, str] = {}
        with file.open("rb") as raw:
            for line in ExportReader(raw).lines():
                if isinstance(line, ShardLine):
                    head = Head(line.shard, line.next - 1, bytes.fromhex(line.last_hash))
                    self.heads.append(head)
                if isinstance(line, EventLine):
                    self._take(line)

    def writer_of(self, recorded: Recorded) -> Writer:
        """Return who wrote an event: one of the customer's people, else the vendor's."""
        customer_id = getattr(recorded.data, "customer_id", None)
        customer_id = customer_id or self._customers.get(recorded.key)
        actor = recorded.meta.actor or ""
        named = [getattr(recorded.data, field, None) for field in _WRITERS]
        # A contact's token is called after customer and user, if its issuer does as we do.
        people = [*named, actor, actor.removeprefix(f"{customer_id}/")]
        for user_id in people:
            if customer_id and user_id in self._users[customer_id]:
                return Writer(user_person(customer_id, user_id), customer_id)
        who = next((person for person in people if person), None)
        return Writer(staff_person(who) if who else None, customer_id)

    def _take(self, line: EventLine) -> None:
        # Only these two are decoded: a log may have millions of others.
        if line.type not in ("intake.customer.user-added", "intake.case.opened"):
            return
        match recorded_of(event_of(line).stored, "intake", CATALOGUE).data:
            case UserAdded(customer_id=customer_id, user_id=user_id):
                self._users[customer_id].add(user_id)
            case CaseOpened(customer_id=customer_id, case_id=case_id):
                self._customers[case_id] = customer_id
            case _:
                pass


async def seal_old_log(
    pool: Pool, target: ImportTarget, keys: SealingKeyTable, file: Path, heads: Path
) -> HeaderLine:
    """Fill the empty store from a plain export, sealed, and keep the old chain's heads in a file.

    Raises StopCommand, and OSError where the heads cannot be written; then the store is empty.
    """
    old = OldLog(file)
    # First, and never over another file: the old chain is proof of what was recorded then.
    with heads.open("x", encoding="utf-8") as out:
        out.writelines(f"{head_line(head)}\n" for head in old.heads)
    sealer = LogSealer(target.catalogue, target.source, keys, old.writer_of)
    return await import_store(pool, target, file, sealer=sealer)
