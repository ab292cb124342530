"""Asynchronous work that survives the loss of the broker: the row is the truth, the message only wakes a worker.

``enqueue`` writes a row in the caller's transaction; a worker claims it by lease and calls the handler registered for
its kind; beat rings again for rows whose bell or lease was lost. Handlers are idempotent and last at most 15 s a call.
"""

from . import worker
from .outbox import cancel, enqueue, retry, wait, wake
from .redrive import redrive
from .registry import handler, handler_of
from .run import Cancelled, JobRun, LeaseLost, Permanent
from .worker import drain, work

__all__ = [
    "Cancelled",
    "JobRun",
    "LeaseLost",
    "Permanent",
    "cancel",
    "drain",
    "enqueue",
    "handler",
    "handler_of",
    "redrive",
    "retry",
    "wait",
    "wake",
    "work",
    "worker",
]
