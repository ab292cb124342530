"""The matching engine: pure functions on records; knows no Django, no Celery, no database."""
