"""Comparisons, one file per family of evidence; each turns pairs of features into small integers (levels)."""
