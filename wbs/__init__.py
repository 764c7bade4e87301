"""WBS: sealed whistleblowing for Indonesian inspectorates."""

__version__ = "0.1.0"
