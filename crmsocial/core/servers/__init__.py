"""The local servers: PostgreSQL and Valkey from wheels, run under ``var/`` and never shared with the system.

Only this package knows how the two servers are started. Everything else connects by two URLs, which
``places.Place`` computes without touching the disk, so settings may ask for them at any time.
"""
