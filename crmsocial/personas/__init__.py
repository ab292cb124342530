"""Accounts on social platforms and what they show."""
