"""Cursor pages: a list that grows while it is read shows every row once."""

from __future__ import annotations

from rest_framework.pagination import CursorPagination


class CursorPage(CursorPagination):
    """Newest first by id, which is a UUIDv7 and so ordered by time.

    ``?limit=`` up to 200, ``?cursor=`` as the last page gave it.
    """

    ordering = "-pk"
    page_size = 50
    page_size_query_param = "limit"
    max_page_size = 200
