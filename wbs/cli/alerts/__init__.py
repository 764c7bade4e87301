"""Alerts to operators, made from what `wbs doctor` finds: told once, and again when it worsens or comes back."""
