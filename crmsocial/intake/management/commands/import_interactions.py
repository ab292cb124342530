"""``manage.py import_interactions FILE --source NAME --basis BASIS``."""

from ..import_command import ImportCommand


class Command(ImportCommand):
    """Load interactions from a CSV file."""

    help = "Load interactions from a CSV file (plain or gzip). Prints what happened and, last, one line of JSON."
    entity = "interactions"
