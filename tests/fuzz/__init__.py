"""Hostile bytes for every parser of ours, found by coverage (docs/decisions/0056-attack-tools.md).

`targets.py` names the parsers, `seeds.py` the good inputs they start from, `rounds.py` runs them; `__main__.py` is one
round of one target in a process of its own, which is what `make fuzz` starts.
"""
