"""The command line: starts servers by name, founds the demonstration, keeps the store in order."""

from wbs.cli.main import main

__all__ = ["main"]
