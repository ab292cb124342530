"""Structured logs: one event a line, readable on a terminal, JSON in production."""

from __future__ import annotations

import os
from typing import Any

import structlog

# Their counterparts at the end say the same and more.
CHATTER = {"request_started", "task_started", "task_enqueued"}


def _drop_chatter(logger: Any, method: str, event: Any) -> Any:
    if event.get("event") in CHATTER:
        raise structlog.DropEvent
    return event


def _shared(*, json_lines: bool) -> list[Any]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.processors.TimeStamper(fmt="iso" if json_lines else "%H:%M:%S", utc=json_lines),
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.stdlib.PositionalArgumentsFormatter(),
    ]


def configure_structlog(*, json_lines: bool) -> None:
    """Send structlog's events through the standard library's logging."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *([] if json_lines else [_drop_chatter]),
            *_shared(json_lines=json_lines),
            structlog.processors.StackInfoRenderer(),
            structlog.processors.format_exc_info,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )


def logging_for(*, json_lines: bool) -> dict[str, Any]:
    """Django's LOGGING setting; standard loggers and structlog end in the same formatter."""
    renderer: Any = structlog.processors.JSONRenderer()
    if not json_lines:
        renderer = structlog.dev.ConsoleRenderer(
            colors=False, pad_event_to=0, exception_formatter=structlog.dev.plain_traceback
        )
    level = os.environ.get("LOG_LEVEL", "INFO").upper()
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "events": {
                "()": structlog.stdlib.ProcessorFormatter,
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
                "foreign_pre_chain": [*_shared(json_lines=json_lines), structlog.processors.format_exc_info],
            },
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "events"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "django": {"handlers": ["console"], "level": level, "propagate": False},
            # django-structlog already writes one line a request.
            "django.server": {"level": "WARNING"},
            "django.request": {"level": "ERROR"},
            # It remarks on every HEAD request that Django leaves the body to the server to cut off.
            "gunicorn.http.wsgi": {"level": "ERROR"},
            "celery.beat": {"level": "WARNING"},
            "celery.worker.strategy": {"level": "WARNING"},
            "celery.app.trace": {"level": "WARNING"},
            "django_celery_beat.schedulers": {"level": "WARNING"},
            "health_check": {"level": "ERROR"},
        },
    }
