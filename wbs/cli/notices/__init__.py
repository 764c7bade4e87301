"""Reminders to officers by e-mail, sent by `wbs maintain` alone (docs/decisions/0039-intake-and-notices.md).

Every notice is the same, whatever there is to do: it goes at fixed times, with nothing of any case in it. No web
process may import this.
"""
