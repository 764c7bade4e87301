"""What identifies in a file's metadata (docs/spec/metadata.md).

Bytes in, findings out: no input or output, no decoding of pictures, nothing that a file could make run.
"""
