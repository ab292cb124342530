"""The matching utility: who of our constituents might this be? For programs, forms and stewards.

``find(email=..., name=..., phone=..., birth_date=..., gender=..., location=..., handle=..., platform=..., url=...,
purpose=..., actor=...)``: any subset.
"""

from .answers import Answer, Match
from .finding import find, find_all
from .query import FIELDS, Query

__all__ = ["FIELDS", "Answer", "Match", "Query", "find", "find_all"]
