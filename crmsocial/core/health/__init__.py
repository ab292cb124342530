"""Whether the parts that crmsocial stands on are there."""
