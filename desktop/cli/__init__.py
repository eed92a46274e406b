"""The command line: a thin front to the same services and printing as the window. It holds no rule of its own."""

from desktop.cli.running import run

__all__ = ["run"]
