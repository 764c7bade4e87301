"""Identities that reporters told to a custodian alone: questions to open them, and answers. Opens nothing.

Both are sealed: the server sees who asks about which case, whom, and whether it was opened, never why or what.
"""
