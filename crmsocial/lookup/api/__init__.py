"""Constituents by API."""
