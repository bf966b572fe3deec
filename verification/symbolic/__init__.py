"""Numbers and arrays that are letters: a module a library."""
