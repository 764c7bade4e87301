
SELECT 'CREATE ROLE $name LOGIN' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '$name') \gexec
ALTER ROLE $name LOGIN NOINHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
ALTER ROLE $name SET log_statement = 'none';
ALTER ROLE $name SET log_min_duration_statement = -1;
ALTER ROLE $name SET log_min_duration_sample = -1;
ALTER ROLE $name SET log_transaction_sample_rate = 0;
ALTER ROLE $name SET log_duration = off;
ALTER ROLE $name SET log_min_error_statement = 'panic';
ALTER ROLE $name SET log_error_verbosity = 'terse';
ALTER ROLE $name SET log_parameter_max_length = 0;
ALTER ROLE $name SET log_parameter_max_length_on_error = 0;
ALTER ROLE $name SET log_min_messages = 'fatal';
ALTER ROLE $name SET log_lock_waits = off;
ALTER ROLE $name SET log_temp_files = -1;
