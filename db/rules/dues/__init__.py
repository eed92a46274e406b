"""党费 for the rules: who owes how much month by month, the article behind an amount, the year and what is due."""
