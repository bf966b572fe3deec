"""The words that people use: for hyperparameters, for arguments, for methods."""
