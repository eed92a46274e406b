"""Rules as pure functions of facts and a day. They read no database and never propose a back-dated record."""
