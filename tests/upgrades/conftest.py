"""Upgrades are tried on SQLite and into PostgreSQL."""

from tests.store.conftest import postgres

__all__ = ["postgres"]
