"""Erasure: registered stores, each with its own step, until a search that can see finds nothing."""
