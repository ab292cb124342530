"""What beat does and how often: in seconds, or at an hour of UTC."""

from __future__ import annotations

from typing import Any

from celery.schedules import crontab

BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    # A repeat that waited in the queue longer than its interval is stale: the next one does its work.
    "redrive": {"task": "core.redrive", "schedule": 10.0, "options": {"expires": 10}},
    "sweep-permissions": {"task": "privacy.sweep", "schedule": 60.0, "options": {"expires": 60}},
    "enter-stopped-erasures": {"task": "privacy.erasures", "schedule": 300.0, "options": {"expires": 300}},
    "sweep-platforms": {"task": "privacy.platform_sweep", "schedule": 3600.0, "options": {"expires": 3600}},
    "run-retention": {
        "task": "privacy.retention",
        "schedule": crontab(hour="3", minute="10"),
        "options": {"expires": 6 * 3600},
    },
    # Each hour, so that a day on which beat came up late has its reminders too; they are entered once a day.
    "remind-of-requests": {"task": "privacy.remind", "schedule": 3600.0, "options": {"expires": 3600}},
    "replay-ledger": {
        "task": "privacy.replay",
        "schedule": crontab(hour="2", minute="40"),
        "options": {"expires": 3600},
    },
    "seal-audit": {"task": "core.seal_audit", "schedule": 60.0, "options": {"expires": 60}},
    "forget-unconfirmed": {"task": "intake.forget_unconfirmed", "schedule": 3600.0, "options": {"expires": 3600}},
    "matching-upkeep": {"task": "matching.upkeep", "schedule": 3600.0, "options": {"expires": 3600}},
    "forget-expired": {"task": "core.forget_expired", "schedule": 3600.0, "options": {"expires": 3600}},
}
