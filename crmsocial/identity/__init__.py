"""Memberships, links and decisions: who is whom."""
