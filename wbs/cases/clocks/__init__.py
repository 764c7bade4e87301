"""What time the rules give: working days, the steps of a case, and the days on which its clocks end.

Everything here is a pure function of what it is given. Nothing may ask which day it is, read a store, or write a log.
"""
