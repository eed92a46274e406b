"""Keys: the random key of the database, and the slots in which a passphrase or the recovery sheet wraps it."""
