"""``manage.py import_consents FILE --source NAME --basis BASIS``."""

from ..import_command import ImportCommand


class Command(ImportCommand):
    """Load consents from a CSV file."""

    help = "Load consents from a CSV file (plain or gzip). Prints what happened and, last, one line of JSON."
    entity = "consents"
