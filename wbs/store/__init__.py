"""The store: cases, accounts and the audit log in one SQL database, SQLite or PostgreSQL. Rows stay inside."""
