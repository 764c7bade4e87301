"""`wbs doctor`: is everything as it should be, and what to do if not. Reads, changes nothing.

A look is one module in `looks` and one line of the table (`table.py`); what it finds is judged by a pure check in
`wbs.cases.doctor`. One part that cannot be looked at is a finding of its own and keeps nobody from the others.
"""

from wbs.cli.doctor.command import doctor_command
from wbs.cli.doctor.examining import examine

__all__ = ["doctor_command", "examine"]
