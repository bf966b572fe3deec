"""What floating point and conduct are held to: one claim each."""
