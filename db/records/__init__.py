"""Tables that several ledgers need. A ledger's own table stands in its own file."""
