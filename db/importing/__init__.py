"""A spreadsheet becomes a checked plan, the plan a batch that can be taken back.

workbook -> table -> mapping -> reading -> checking -> plan (shown) -> commit. Only the commit writes;
everything before it is a pure reading of a file and of what the roster holds.
"""
