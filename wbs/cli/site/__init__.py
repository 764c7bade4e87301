"""`wbs verify-site`: fetches what visitors of a site get, makes the same again with this release, and compares.

Runs on the computer of whoever asks, never on the server (docs/decisions/0057-releases-and-verifying.md).
"""
