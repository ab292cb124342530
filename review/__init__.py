"""The stewards' queue of candidate matches."""
