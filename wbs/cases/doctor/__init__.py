"""What `wbs doctor` looks at and says: facts in, findings out. Gathers nothing itself."""
