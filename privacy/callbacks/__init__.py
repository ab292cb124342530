"""What platforms tell us to forget: Meta's deauthorise and data-deletion callbacks."""
