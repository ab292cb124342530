"""Sources, field maps and undoable batches of records."""
