"""What `wbs doctor` looks at: one module each, listed in the table of `wbs.cli.doctor`."""
