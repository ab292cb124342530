"""Consent ledger, purposes, the gate and erasure."""
