"""A township: it takes the roll-ups of many branches, shows who is behind on what, and hands notices down.

Its folder is like a branch's (keys, lock, backups, trail); what it keeps stands in tables of its own, which also run on
PostgreSQL.
"""
