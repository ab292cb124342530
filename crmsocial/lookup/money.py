"""Amounts with their currency."""

from __future__ import annotations

from decimal import Decimal

from django.utils.formats import number_format


def money_text(amount: Decimal | None, currency: str) -> str:
    """The amount in the page's language with its ISO 4217 code; whole amounts without decimals, nothing for none."""
    if amount is None:
        return ""
    places = 0 if amount == amount.to_integral_value() else 2
    return f"{number_format(amount, decimal_pos=places, force_grouping=True)}\u00a0{currency}".strip()
