alter table {schema}.deadline add column goal_need json;
