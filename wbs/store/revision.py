"""The schema that this program needs, apart from what changes schemas: Alembic is none of a web application's tools."""

HEAD = "0018"
"""A test compares it with the newest file in `migrations/versions`."""
