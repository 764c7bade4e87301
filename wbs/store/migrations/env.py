"""Alembic's entry: runs revisions on the connection and in the transaction that `wbs.store.migrations` began."""

from alembic import context

from wbs.store.schema import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    transactional_ddl=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
