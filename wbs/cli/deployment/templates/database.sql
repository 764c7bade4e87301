-- Roles and a database for WBS. May be run again: what exists stays, and no password is touched.
\set ON_ERROR_STOP on
$roles
SELECT 'CREATE DATABASE $database OWNER $owner TEMPLATE template0 ENCODING ''UTF8'' LOCALE ''C.UTF-8'''
    WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = '$database') \gexec
REVOKE ALL ON DATABASE $database FROM PUBLIC;
\connect $database
ALTER SCHEMA public OWNER TO $owner;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
