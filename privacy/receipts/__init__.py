"""Receipts: signed records of single acts that people can keep and anybody can verify.

The fields are those of ISO/IEC TS 27560:2023 (consent record information structure), their values terms of the W3C Data
Privacy Vocabulary, as in the guide https://w3id.org/dpv/guides/consent-27560. A receipt holds ids and terms, never a
personal value.
"""

from __future__ import annotations

from .checking import Checked, Outcome, check, verify
from .document import bundle, is_altered, of

__all__ = ["Checked", "Outcome", "bundle", "check", "is_altered", "of", "verify"]
