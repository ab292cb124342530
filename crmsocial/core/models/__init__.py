"""What every other app stands on: people who sign in, the audit log, and asynchronous work."""

from .audit import AuditEntry, AuditSeal
from .job import Job, JobState
from .user import Role, User

__all__ = ["AuditEntry", "AuditSeal", "Job", "JobState", "Role", "User"]
