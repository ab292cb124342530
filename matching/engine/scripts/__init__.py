"""Names across scripts: how a name sounds in one script, read in another."""
