"""Audit, jobs, roles and local servers; knows no domain."""
