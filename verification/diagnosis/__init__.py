"""What is wrong: which mistake, which part, which term."""
