"""Bytes in, bytes out: the sealing protocol. Knows no web, database, files, clock or logging.

Deliberately empty: a package that re-exported both halves would hand the reading half to whoever may only write.
"""
