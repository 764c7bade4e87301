"""No wrong door: a case goes to the agency or authority that it belongs to, and a register says so.

Opens nothing and sends nothing. What goes to another agency of the installation goes as grants; what leaves it leaves
from an officer's browser, or sealed to the key of the nightly jobs, which alone may speak to the outside (P24).
"""
