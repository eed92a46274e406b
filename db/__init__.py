"""The branch's books: everything that is true without a screen. Knows neither Qt nor reportlab."""

VERSION = "0.4.0"
"""Of the program, as `pyproject.toml` says it too: it stands in every change and in every package."""
