"""What the law on personal facts asks of a branch's books: which facts there are, who was handed what, what is held
about one person. Readers only; nothing here judges or writes to a ledger, and none of it is legal advice."""
