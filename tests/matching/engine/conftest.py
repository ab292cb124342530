"""Kernels compile on first use, which takes longer than any example may."""

from hypothesis import settings

settings.register_profile("kernels", deadline=None)
settings.load_profile("kernels")
