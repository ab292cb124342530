"""Reading account names: what of a handle a person's names explain, and what is left over."""
