"""What can go wrong in the backbone.

The class says what happens next: retry, dead-letter, or refuse.
"""

from typing import ClassVar


class EventsError(Exception):
    """The base of all errors of the backbone."""


class Retryable(EventsError):
    """Trouble that passes: the same work is tried again after a pause, and nothing is lost.

    Pauses of a partition grow up to `longest_pause_s` seconds.
    """

    longest_pause_s: ClassVar[float] = 30.0


class Poison(EventsError):
    """This record can never be applied as it is.

    It becomes a dead letter, and later events of its key wait behind it in order.
    """


class Refused(EventsError):
    """Going on would make something false.

    The partition (or the command) stops, and a person must look.
    """


class WrongExpectedVersion(EventsError):
    """The stream has moved on since it was read.

    Nothing was written: read it again, decide again.
    """

    def __init__(self, stream: str, expected: int, actual: int) -> None:
        super().__init__(f"stream {stream} is at version {actual}, not {expected}")
        self.stream, self.expected, self.actual = stream, expected, actual


class SequenceGap(Refused):
    """A record came whose predecessor was never seen, so the partition stopped.

    Have the topic filled again with `relay --from`; never skip.
    """

    def __init__(self, topic: str, partition: int, expected: int, actual: int) -> None:
        super().__init__(
            f"{topic}[{partition}]: expected seq {expected}, found {actual}: what is missing was "
            f"lost or trimmed, "
            f"have the owner of the topic send it again (`relay --from {expected}`)"
        )
        self.topic, self.partition, self.expected, self.actual = topic, partition, expected, actual


class UnknownEventType(Poison):
    """No entry of the catalogue has this type and version.

    Deploy the code that knows it, then retry the dead letter.
    """


class MalformedEvent(Poison):
    """The record's bytes or headers do not fit the catalogue.

    Mend the producer, then retry or discard the dead letter.
    """


class HistoryRefused(Refused):
    """An import needs a store that holds nothing but history, or an empty one.

    Import into an empty store.
    """


class ImportUnderWay(Retryable):
    """The store is importing history; live commands wait until the import ends."""


class StoreClosed(Retryable):
    """The store is shutting down, and nothing was written. Try again at another instance."""


class KeyReused(EventsError):
    """This command id was used before, for another request.

    Nothing was written: send the request under a new Idempotency-Key.
    """


class AnswerForgotten(Refused):
    """This command was carried out long ago, and its answer is no longer kept.

    Nothing was written now: read the present state instead of repeating the request.
    """


class EventAlreadyRecorded(Refused):
    """An event of this id is in the shard already: two workers handled the same cause.

    Nothing was written; look for the second worker.
    """


class CommandRaced(Retryable):
    """Another instance carried out the same command meanwhile, in another shard.

    Nothing was written: ask again and get its answer.
    """


class StreamRaced(Retryable):
    """Another instance began the same stream meanwhile, in another shard.

    Nothing was written: ask again, and be refused or go on with that stream.
    """


class StoreUnavailable(Retryable):
    """The database went away while writing: the append may or may not have happened.

    Ask again under the same command id.
    """


class WrongClock(Refused):
    """The store's clock can be moved and the service's settings say it cannot, or the reverse.

    A store is marked when it is first made, and stays what it is.
    """

    def __init__(self, schema: str, *, movable: bool) -> None:
        wanted, other = ("cannot", "real") if movable else ("can", "movable")
        super().__init__(
            f"the clock of the store {schema} {wanted} be moved, as was settled when it was first"
            f" made: set TOCSIN_CLOCK={other}, or begin with an empty database"
        )
