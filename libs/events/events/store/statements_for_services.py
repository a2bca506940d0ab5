"""Statements on the library's tables that services run within transactions of their own."""

from typing import Final

FORGET_ANSWERS_ABOUT: Final = """
update {schema}.es_command set response = $2
where position($1 in response) > 0 and done_at <= $3 and response <> $2
"""
"""Replace the answers kept until an instant ($3) that hold some bytes ($1)."""

DROP_KEY: Final = """
update {schema}.es_sealing_key set wrapped = null, wrapped_by = null, erased_at = $2
where owner = $1 and erased_at is null
    and not exists (select from {schema}.es_sealing_key where owner = $1 and erased_at = $2)
"""
"""Drop the key of a person ($1) at an instant ($2).

Once: where the same erasure is read again, the key that is there by then is a newer one.
"""

DROP_KEYS: Final = """
update {schema}.es_sealing_key set wrapped = null, wrapped_by = null, erased_at = $2
where owner = any($1::text[]) and erased_at is null
"""
"""Drop the keys of several persons ($1) at an instant ($2); those without a key are passed over."""

HAS_KEY_MADE_BY: Final = """
select exists (select from {schema}.es_sealing_key
    where owner = $1 and erased_at is null and created_at <= $2)
"""
"""Whether a person ($1) has a key that was made by an instant ($2)."""

FIRST_SEQ_SINCE: Final = """(select min(seq) from {schema}.es_event as log
        where log.shard = mine.shard and log.recorded_at >= $2)"""
"""The first seq of the shard of a row `mine`, recorded at an instant ($2) or later."""

SEALED_BY_ERASED: Final = """{schema}.es_event as event
    join {schema}.es_sealing_key as its on its.key_id = event.data -> 'sealed' ->> 'key'
        and its.owner = $1 and its.erased_at is not null"""
"""For `from`: the events `event` that are sealed by a dropped key of a person ($1)."""

KNOWN_UNTIL: Final = """
select case when bool_and(promised_at > 'epoch') then min(promised_at) end from {schema}.es_shard
where next > 1
"""
"""Up to when everything is in the log: the earliest of the last watermarks of all shards.

A shard without events does not hold it back. Null: there are none, or one has no watermark yet.
"""

COUNT_SHARDS: Final = "select count(*) from {schema}.es_shard"
"""Into how many shards the log is split."""

TIMER_IS_DUE: Final = """exists (select from {schema}.timer as waiting
        where waiting.shard = kept.shard and waiting.due_at <= $4 and waiting.key = KEY)"""
"""Whether a timer of the shard of a row `kept` is due by an instant ($4), under the key `KEY`."""
