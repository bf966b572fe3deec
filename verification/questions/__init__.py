"""What can be asked of a target: check, identify, diff.  Each reads as the walk."""
