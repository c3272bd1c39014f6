"""What routes ask of a case."""
