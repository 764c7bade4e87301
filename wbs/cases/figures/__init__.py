"""What is counted of many cases: rates with their fractions, tables, and what of them may be published.

Everything here is a pure function of stays, which hold days, statuses and tags and nothing of what a case is about.
Nothing may ask which day it is, read a store, or name a case.
"""
