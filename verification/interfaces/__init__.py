"""What people call: the command, pytest, and their settings."""
