"""A page on this machine: an optimizer is pasted into it, and the report appears beside it."""
