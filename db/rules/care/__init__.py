"""Honours and medals for the rules, as facts."""
