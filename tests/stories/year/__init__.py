"""A year of two agencies on the real store, and what must hold at the end of every day of it.

`house` has officers, their coming and going, and the nightly work; `devices` what reporters and officers do, with the
product's own protocol and use cases, as their devices do it; `play` decides by a seed who does what on which day.
`ledger` writes down what was done, and `reckoning` and `checks` count all of it again, day by day, without the
product's clocks and figures.
"""
