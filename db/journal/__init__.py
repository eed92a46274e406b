"""The append-only journal: every write is one change set, captured by triggers, chained by hash.

`transaction.py` and `fold.py` are pure; `capture.py` joins them to the tables. Nothing here knows a ledger.
"""
