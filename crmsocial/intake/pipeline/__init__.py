"""The way of a file: slices of rows are checked into the staging table, then written slice by slice.

A file can be refused, cancelled or fail while its rows are being checked, and nothing of it is in the records then.
Once writing has begun the batch runs to its end: each slice is one transaction, is safe to repeat, and a worker that
is lost costs the slice it was in. A command does the whole file in one transaction.
"""

from .loader import Loader, Step

__all__ = ["Loader", "Step"]
