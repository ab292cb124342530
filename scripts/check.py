"""Run every linter, and say at the end which of them complained."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
CHECKS = {
    "ruff": ["-m", "ruff", "check", "."],
    "format": ["-m", "ruff", "format", "--check", "."],
    "layers": ["-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"],
    "templates": ["-m", "djlint", "--lint", "--quiet", "templates"],
    "migrations": ["manage.py", "makemigrations", "--check", "--dry-run"],
    "types": ["-m", "mypy"],
}


def main() -> int:
    """0 when nothing complained."""
    chosen = {name: CHECKS[name] for name in sys.argv[1:]} or CHECKS
    failed = []
    for name, command in chosen.items():
        print(f"check  | {name}", flush=True)
        if subprocess.run([sys.executable, *command], cwd=PROJECT, check=False).returncode:
            failed.append(name)
    print(f"check  | {'failed: ' + ', '.join(failed) if failed else 'all clean'}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
