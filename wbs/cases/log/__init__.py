"""The audit log: its entries, what auditors do with it, and its check. Entries are made by whoever acts."""
