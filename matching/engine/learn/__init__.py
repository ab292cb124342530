"""Learning a model's numbers: with labels, with a few decisions, or with none. Loaded only by who trains."""
