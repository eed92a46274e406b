"""组织关系 for the rules: transfers, members away or out of contact, sanctions; what they owe and what to remember."""
