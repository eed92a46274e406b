"""What several ledger kinds share (all meetings, all talks and visits); a ledger's own words stand in its own file."""
