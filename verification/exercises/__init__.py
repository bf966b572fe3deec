"""A rule to be written by hand: the sheet, the answer to an attempt, the grades of many, and our own solution."""
