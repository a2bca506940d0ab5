create table {schema}.engineer (engineer_id text primary key);

create table {schema}.page_about_case (page_id text primary key, case_id text not null);
