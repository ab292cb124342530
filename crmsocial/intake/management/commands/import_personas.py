"""``manage.py import_personas FILE --source NAME --basis BASIS``."""

from ..import_command import ImportCommand


class Command(ImportCommand):
    """Load personas from a CSV file."""

    help = "Load personas from a CSV file (plain or gzip). Prints what happened and, last, one line of JSON."
    entity = "personas"
