"""The requests desk: what people ask about their data, with the law's clock, until it is answered."""
