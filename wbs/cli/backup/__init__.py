"""`wbs backup` and `wbs restore`: the whole installation but its credentials, in one sealed file, and back."""
