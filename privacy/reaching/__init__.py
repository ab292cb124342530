"""Whether a person may be reached over a channel."""
