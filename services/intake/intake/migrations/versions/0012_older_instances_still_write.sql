alter table {schema}.case_list alter column updated_at set default now(),
    alter column public_at set default now();
