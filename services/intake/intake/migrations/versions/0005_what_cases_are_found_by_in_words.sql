create table {schema}.case_words (
    case_id text not null, part integer not null, characters integer not null,
    words tsvector not null, primary key (case_id, part)
);

create index case_words_by_word on {schema}.case_words using gin (words);

create table {schema}.case_words_position (shard integer primary key, next_seq bigint not null default 1);

insert into {schema}.case_words_position (shard) select shard from {schema}.es_shard;
