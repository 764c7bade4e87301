"""Conflicts of interest: whom reporters exclude, and what officers declare. Pure: no store, no clock, no logging."""
