-- Creates the roles of the API, of the worker and of readers, for a server on which the owner of the database may
-- not create roles.
-- An administrator runs this file once, before the migrations:
--   psql -v api_password=… -v worker_password=… -f tooling/roles.sql
create role churned_api login nosuperuser nocreatedb nocreaterole password :'api_password';
create role churned_worker login nosuperuser nocreatedb nocreaterole password :'worker_password';
-- The worker stores pages of records. With PostgreSQL's default of 4 MB, pages of large records spill to disk.
alter role churned_worker set work_mem = '32MB';
-- People who read the stored records with SQL become members of this role: see docs/reading.md.
create role churned_reader nologin;
