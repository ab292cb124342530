"""The keys of all constituents' records in the database: a look-up meets the same records as a match run would."""
