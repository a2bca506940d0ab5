alter table {schema}.case_subject
    add column customer_id text,
    add column person text,
    add column written_at timestamptz;

update {schema}.case_subject as mine set customer_id = row.customer_id
from {schema}.case_history as row where row.key = mine.case_id and row.until_seq is null;

create index case_subject_customer_id on {schema}.case_subject (customer_id);

create table {schema}.erased_person (person text primary key, erased_at timestamptz not null);

alter table {schema}.deadline_history add column late_reason_by text;

create index deadline_history_late_reason on {schema}.deadline_history (late_reason_by)
where late_reason is not null;
