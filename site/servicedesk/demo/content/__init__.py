"""What the demonstration organisation is, as plain data."""
