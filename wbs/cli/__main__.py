"""Runs the command line as `python -m wbs.cli`."""

from wbs.cli.main import main

main(prog_name="wbs")
