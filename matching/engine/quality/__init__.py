"""Whether an account is one living person's at all: organisations, shared accounts, parodies and inventions."""
