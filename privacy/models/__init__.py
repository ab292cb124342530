"""The tables of privacy: ledger, notices, what policies read, requests, erasure, retention."""

from .access import AccessEntry, Export
from .assessments import Assessment, LawfulBasis
from .callbacks import CallbackDelivery
from .choices import Category, ConsentState, Purpose
from .erasure import Erasure, ErasureScope, ErasureState, ErasureStep, StepState, Suppression
from .gate import Account, LookFor, Permission, Person
from .incidents import Incident
from .ledger import ConsentEvent
from .notices import Notice, NoticeSent, NoticeState
from .requests import RequestKind, RequestNote, RequestState, SubjectRequest
from .retention import Hold, RetentionRun, RetentionSchedule

__all__ = [
    "AccessEntry",
    "Account",
    "Assessment",
    "CallbackDelivery",
    "Category",
    "ConsentEvent",
    "ConsentState",
    "Erasure",
    "ErasureScope",
    "ErasureState",
    "ErasureStep",
    "Export",
    "Hold",
    "Incident",
    "LawfulBasis",
    "LookFor",
    "Notice",
    "NoticeSent",
    "NoticeState",
    "Permission",
    "Person",
    "Purpose",
    "RequestKind",
    "RequestNote",
    "RequestState",
    "RetentionRun",
    "RetentionSchedule",
    "StepState",
    "SubjectRequest",
    "Suppression",
]
