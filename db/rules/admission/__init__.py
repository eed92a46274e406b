"""发展党员 for the rules: the files as facts, what they owe in a year, what to remember, and what the branch has set."""
