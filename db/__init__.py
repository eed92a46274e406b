"""The branch's books: everything that is true without a screen. Knows neither Qt nor reportlab."""
