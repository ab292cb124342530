"""Sources, source records, constituents and their interactions."""
