"""Proposes which persona is which constituent."""
