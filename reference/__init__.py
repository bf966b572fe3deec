"""What is true: rules, forms, derivations, mistakes, oracles."""

import os

# SymPy remembers a thousand results, and one verdict asks for ten times as many: what it forgets, it works out again.
os.environ.setdefault("SYMPY_CACHE_SIZE", "50000")
