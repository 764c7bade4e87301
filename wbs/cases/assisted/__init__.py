"""Reports that officers write down for others: what the server checks and keeps of them. Opens nothing.

The officer's browser seals such a report as a reporter's does; here it meets the same checks as a reporter's. Nothing
may come here that knows the receipt: neither its words nor its token, only the hash that finds the mailbox.
"""
