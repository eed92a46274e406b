"""Terms and elections for the rules: facts, the schedule of an election, one election at a glance, the end of a term."""
