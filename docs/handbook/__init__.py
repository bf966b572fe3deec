"""The handbook's reference pages, made from the rules, derivations, mistakes and checks themselves."""
