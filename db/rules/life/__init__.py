"""组织生活 for the rules: appraisals, packs of life meetings, rectification, and who is to be talked with."""
