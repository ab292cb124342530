"""``/healthz`` for load balancers, monitors and people."""

from __future__ import annotations

import asyncio
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from health_check.base import HealthCheck, HealthCheckResult
from health_check.checks import Database
from health_check.views import HealthCheckView

from crmsocial.core.health.checks import Broker, Readiness, RedriveBacklog, Workers


class HealthView(HealthCheckView):
    """200 when every part is there, 503 when one is missing; JSON, or OpenMetrics with ``?format=openmetrics``."""

    def named_checks(self) -> dict[str, HealthCheck]:
        """The checks under the names they are reported by."""
        return {
            "database": Database(),
            "broker": Broker(),
            "workers": Workers(kind="worker"),
            "beat": Workers(kind="beat"),
            "readiness": Readiness(),
            "redrive_backlog": RedriveBacklog(),
        }

    async def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Run all checks at once."""
        checks = self.named_checks()
        with self.get_executor() as executor:
            self.results = await asyncio.gather(*(check.get_result(executor) for check in checks.values()))
        if request.GET.get("format") == "openmetrics":
            return self.render_to_response_openmetrics()
        failing = any(result.error for result in self.results)
        body = {
            "status": "failing" if failing else "ok",
            "checks": {name: _told(result) for name, result in zip(checks, self.results, strict=True)},
        }
        return JsonResponse(body, status=503 if failing else 200)


def _told(result: HealthCheckResult) -> dict[str, Any]:
    message = result.error.message if result.error else result.check.pretty_status()
    return {"ok": result.error is None, "message": message, "milliseconds": round(result.time_taken * 1000, 1)}
