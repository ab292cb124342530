"""``manage.py import_constituents FILE --source NAME --basis BASIS``."""

from ..import_command import ImportCommand


class Command(ImportCommand):
    """Load constituents from a CSV file."""

    help = "Load constituents from a CSV file (plain or gzip). Prints what happened and, last, one line of JSON."
    entity = "constituents"
