"""What a person said: acts of the ledger, their subjects, and what they come to."""
