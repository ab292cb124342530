#!/usr/bin/env python
"""Run a management command of crmsocial with the local settings unless the environment names others."""

import os
import sys

NO_DATABASE = """The database does not answer: {error}
Start everything with 'make run', or only the servers with '{python} -m crmsocial.core.servers up'."""


def main() -> int:
    """Hand the command line to Django; 1 with a plain word when it cannot even begin."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crmsocial.settings.local")
    try:
        from django.core.management import execute_from_command_line
        from django.db import Error
    except ModuleNotFoundError as error:
        print(f"{error}. Run 'make setup', then call this with .venv/bin/python.", file=sys.stderr)
        return 1
    try:
        execute_from_command_line(sys.argv)
    except Error as error:
        from crmsocial.core.middleware.unavailable import database_is_away

        if not database_is_away(error):
            raise
        print(NO_DATABASE.format(error=str(error).strip(), python=sys.executable), file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
