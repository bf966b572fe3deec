"""What is answered, as data: a verdict, an identity, a difference."""
