"""Time and memory of a match run over two files, through real workers, in servers of its own. Prints one line of JSON.

    python benchmarks/match_run.py CONSTITUENTS.csv.gz PERSONAS.csv.gz [--workers 2]
    python benchmarks/match_run.py FOLDER        # with constituents.csv.gz and personas.csv.gz

Everything happens in a temporary folder with its own PostgreSQL and Valkey, which is removed afterwards. Accounts are
imported as published by their holders, and X's reasonable-expectation mode is switched on.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import contextmanager, redirect_stdout
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]


def memory_of(pids: list[int]) -> int:
    """Proportional set size of the processes, in bytes: shared pages are counted once among them."""
    total = 0
    for pid in pids:
        try:
            for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1]) * 1024
        except OSError:
            continue
    return total


def group(leader: int) -> list[int]:
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if os.getpgid(int(entry.name)) == leader:
                found.append(int(entry.name))
        except (OSError, ValueError):
            continue
    return found


class Meter(threading.Thread):
    """Watches the workers' memory until stopped."""

    def __init__(self, leader: int) -> None:
        super().__init__(daemon=True)
        self.leader, self.peak, self.peak_process = leader, 0, 0
        self.done = threading.Event()

    def run(self) -> None:
        """Look five times a second."""
        while not self.done.wait(0.2):
            pids = group(self.leader)
            self.peak = max(self.peak, memory_of(pids))
            self.peak_process = max([self.peak_process, *(memory_of([pid]) for pid in pids)])


@contextmanager
def site(var: Path):
    """Servers, an empty database, and Django set up to use them."""
    os.environ |= {"CRMSOCIAL_VAR": str(var), "LOG_LEVEL": "ERROR"}
    os.environ["DJANGO_SETTINGS_MODULE"] = "crmsocial.settings.local"
    sys.path.insert(0, str(PROJECT))
    servers = [sys.executable, "-m", "crmsocial.core.servers"]
    subprocess.run([*servers, "up"], cwd=PROJECT, check=True, stdout=subprocess.DEVNULL)
    try:
        manage = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
        subprocess.run(manage, cwd=PROJECT, check=True)
        import django

        django.setup()
        yield
        from django.db import connection

        connection.close()
    finally:
        subprocess.run([*servers, "down"], cwd=PROJECT, check=False, stdout=subprocess.DEVNULL)


@contextmanager
def workers(number: int, log: Path):
    command = [sys.executable, "-m", "celery", "-A", "crmsocial", "worker", "--concurrency", str(number)]
    command += ["--loglevel", "WARNING", "--without-gossip", "--without-mingle"]
    with log.open("wb") as stream:
        child = subprocess.Popen(command, cwd=PROJECT, stdout=stream, stderr=stream, start_new_session=True)
    from matching.inline import workers_alive

    while not workers_alive():
        if child.poll() is not None:
            raise SystemExit(log.read_text())
        time.sleep(0.1)
    try:
        yield child.pid
    finally:
        os.killpg(child.pid, signal.SIGTERM)
        child.wait(30)


def last_json(command: str, *arguments: str, **options: object) -> dict[str, object]:
    from django.core.management import call_command

    out = io.StringIO()
    with redirect_stdout(out):
        call_command(command, *arguments, **options)
    return json.loads(out.getvalue().strip().splitlines()[-1])


def load(constituents: Path, personas: Path) -> dict[str, object]:
    from privacy.lawfulness import assessments

    published = {"basis": "public", "kind": "public_list"}
    loaded = {
        "constituents": last_json("import_constituents", str(constituents), source="benchmark", **published),
        "personas": last_json("import_personas", str(personas), source="benchmark-accounts", **published),
    }
    text = "These people hold public office and published their accounts themselves. " * 3
    assessments.record(platform="x", mode="reasonable_expectation", text=text, actor=None)
    return {name: {key: told[key] for key in ("added", "seconds")} for name, told in loaded.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE|FOLDER")
    parser.add_argument("--workers", type=int, default=2, help="worker processes (default 2)")
    parser.add_argument("--export", type=Path, help="also export the candidates to this CSV file")
    options = parser.parse_args()
    files: list[Path] = [one.resolve() for one in options.files]
    if len(files) == 1:
        files = [files[0] / "constituents.csv.gz", files[0] / "personas.csv.gz"]
    with tempfile.TemporaryDirectory(prefix="crmsocial-") as folder, site(Path(folder)):
        loaded = load(files[0], files[1])
        with workers(options.workers, Path(folder) / "worker.log") as leader:
            meter = Meter(leader)
            meter.start()
            began = time.monotonic()
            first = last_json("match", wait=True)
            wall = time.monotonic() - began
            began = time.monotonic()
            last_json("match", wait=True)
            again = time.monotonic() - began
            meter.done.set()
            meter.join()
        if options.export:
            last_json("export_candidates", str(options.export.resolve()))
    told = {name: first.get(name) for name in ("personas", "records", "candidates", "bands", "chunks", "withheld")}
    figures = {
        "wall_seconds": round(wall, 2),
        "second_run_seconds": round(again, 2),
        "workers": options.workers,
        "peak_memory_mb_all_workers": round(meter.peak / 2**20),
        "peak_memory_mb_one_process": round(meter.peak_process / 2**20),
    }
    print(json.dumps({"loaded": loaded, **told, **figures}))


if __name__ == "__main__":
    main()
