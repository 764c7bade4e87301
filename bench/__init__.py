"""Measures of the shipped programs, as ratios within one run wherever a target is a ratio."""
