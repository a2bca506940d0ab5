alter table {schema}.deadline add column follows text;

alter table {schema}.deadline add column calendar_version integer;

create index deadline_follows on {schema}.deadline (shard, follows, calendar_version)
where follows is not null and state in ('running', 'paused', 'excused');
