"""Decisions by API, over the same actions as the pages."""
