alter table {schema}.deadline_history
    add column answer_recorded_at timestamptz,
    add column claim_id text,
    add column withdrawn_at timestamptz,
    add column withdrawn_by text;

update {schema}.deadline_history set
    answer_recorded_at = due_at + answered_late_s * interval '1 second',
    answered_late_s = case when answered_at > due_at then extract(epoch from answered_at - due_at) end
where verdict = 'missed' and answered_at is not null;

update {schema}.deadline_history set due_at = null where verdict is null and (paused or excused);

create index deadline_history_unjudged on {schema}.deadline_history (due_at) where until_seq is null and verdict is null;

create index case_history_position on {schema}.case_history (shard, valid_from, seq);

create index deadline_history_position on {schema}.deadline_history (shard, valid_from, seq);

create index page_history_position on {schema}.page_history (shard, valid_from, seq);

create index customer_history_position on {schema}.customer_history (shard, valid_from, seq);

create index case_history_unanswered on {schema}.case_history (key)
where until_seq is null and responded_at is null and status in ('open', 'waiting-on-customer', 'worked-around');
