"""Permissions and consents by API."""
