"""The writes of this app. Loading by sets is in ``loading``; callers import it from here."""

from .loading import Loaded, account_key, load_personas

__all__ = ["Loaded", "account_key", "load_personas"]
