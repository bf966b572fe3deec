"""What is true: rules, forms, derivations, mistakes, oracles."""
