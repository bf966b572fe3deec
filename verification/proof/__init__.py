"""Whether a trace is a form of the rule: the normal form, z3, and induction."""
