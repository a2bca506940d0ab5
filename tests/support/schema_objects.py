"""Everything a Postgres schema holds, as lines of text that two schemas can be compared by."""

from collections.abc import Sequence

import asyncpg

_COLUMNS = """
select format('column %s.%s %s%s default %s identity %s', c.relname, a.attname,
    format_type(a.atttypid, a.atttypmod),
    case when a.attnotnull then ' not null' else '' end, coalesce(pg_get_expr(d.adbin, d.adrelid),
        '-'), a.attidentity)
from pg_attribute a join pg_class c on c.oid = a.attrelid left
    join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
where c.relnamespace = $1::regnamespace and c.relkind in ('r', 'v') and a.attnum > 0
    and not a.attisdropped
"""
_RELATIONS = """
select format('relation %s kind %s options %s', relname, relkind, reloptions) from pg_class
where relnamespace = $1::regnamespace and relkind in ('r', 'v', 'S')
"""
_INDEXES = "select 'index ' || indexdef from pg_indexes where schemaname = $1"
_CONSTRAINTS = """
select format('constraint %s on %s: %s', conname, conrelid::regclass, pg_get_constraintdef(oid))
    from pg_constraint
where connamespace = $1::regnamespace
"""
_VIEWS = "select format('view %s: %s', viewname, definition) from pg_views where schemaname = $1"
_FUNCTIONS = "select pg_get_functiondef(oid) from pg_proc where pronamespace = $1::regnamespace"
_TRIGGERS = """
select pg_get_triggerdef(t.oid) from pg_trigger t join pg_class c on c.oid = t.tgrelid
where c.relnamespace = $1::regnamespace and not t.tgisinternal
"""


async def schema_objects(dsn: str, schema: str, *, without: str) -> Sequence[str]:
    """Return what the schema holds, sorted, save for the table `without`.

    The order of columns does not count.
    """
    connection = await asyncpg.connect(dsn)
    lines = [
        str(row[0])
        for query in (_COLUMNS, _RELATIONS, _INDEXES, _CONSTRAINTS, _VIEWS, _FUNCTIONS, _TRIGGERS)
        for row in await connection.fetch(query, schema)
    ]
    await connection.close()
    return sorted(line for line in lines if without not in line)
