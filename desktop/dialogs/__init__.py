"""Windows over the window: the form every ledger gets, its history, unlocking, the first start, a crash."""
