"""What can be done with an open branch. Reads ask, writes return what changed; no SQL leaves this package."""
