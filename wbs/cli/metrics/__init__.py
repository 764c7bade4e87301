"""What an operator may see of a running web process: counts that hide single visitors, on a local socket.

Off unless WBS_METRICS names a folder. Nothing of it is written to a disk.
"""
