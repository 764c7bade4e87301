"""`wbs keys recovery`: the officials' shares, drills, and cases restored with them."""
