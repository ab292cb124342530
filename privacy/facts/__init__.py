"""What the gate knows of accounts and of people without knowing personas."""
