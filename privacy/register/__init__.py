"""What the program does with people's data, and where it lies."""
