"""The arithmetic of the trade: days, calendars, names, standing and votes, as pure functions.

Nothing here asks a clock, opens a database or knows a record: days and counts come in, answers go out.
"""
