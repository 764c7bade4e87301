"""What was recommended and waits to be followed, also after a case is closed: by reference and day, never by content.

What was recommended, and to whom, is sealed among officers (`wbs.crypto.recommendations`). Here is only what a clock
and a head's list need. Opens nothing, and decides nothing about a case.
"""
