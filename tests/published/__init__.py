"""Published test vectors against the primitives of WBS; see README.md for sources and licences."""
