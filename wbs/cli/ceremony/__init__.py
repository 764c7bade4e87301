"""The officials' ceremony: root keys, and the three documents that they sign (keys/README.md).

Every step reads and writes plain files, says in words what it is about to do, and overwrites nothing.
"""
