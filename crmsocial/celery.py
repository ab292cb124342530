"""The Celery application. Workers are only woken by it; what they do stands in ``core.Job`` rows."""

import os

from celery import Celery
from django_structlog.celery.steps import DjangoStructLogInitStep

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crmsocial.settings.local")

app = Celery("crmsocial")
# An app is current in the thread that made it; web servers answer in others.
app.set_default()
app.config_from_object("django.conf:settings", namespace="CELERY")
app.steps["worker"].add(DjangoStructLogInitStep)
app.autodiscover_tasks()
