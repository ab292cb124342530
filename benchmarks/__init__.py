"""Measurements and training; nothing here runs in the product."""
