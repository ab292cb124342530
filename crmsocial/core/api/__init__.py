"""Conventions of ``/api/v1``: cursor pages, problem+json, roles."""

from .pagination import CursorPage
from .problems import problem_handler

__all__ = ["CursorPage", "problem_handler"]
