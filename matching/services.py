"""The writes of this app. Each lives in a module named after what it does; callers import them from here."""

from .running import cancel_run, resume_run, start_run
from .settling import reopen, settle

__all__ = ["cancel_run", "reopen", "resume_run", "settle", "start_run"]
