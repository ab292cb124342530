"""A fictional organisation to try everything with."""
