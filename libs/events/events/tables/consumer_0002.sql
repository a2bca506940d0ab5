-- A record without a seq is told from another at the same offset by what it holds: a topic that was made anew begins
-- again at offset 0, and what comes to stand there is another record, not the old one once more.
drop index {schema}.dead_letter_by_offset;

create unique index dead_letter_by_offset on {schema}.dead_letter
    (consumer, topic, partition, "offset", (coalesce(md5(record_key), '-')), (coalesce(md5(value), '-')), (md5(headers::text)))
    where seq is null;
