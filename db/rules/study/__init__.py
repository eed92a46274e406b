"""Training, study hours and volunteering for the rules: facts, the yearly account, what is owed."""
