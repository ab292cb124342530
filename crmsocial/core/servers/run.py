"""``make run``: the whole product in the foreground with one readable log, until Ctrl-C."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from crmsocial.core.servers import children
from crmsocial.core.servers.errors import ServersError
from crmsocial.core.servers.lock import Lock
from crmsocial.core.servers.make import Make
from crmsocial.core.servers.pair import Pair, owned
from crmsocial.core.servers.places import PROJECT, Place
from crmsocial.core.servers.port import require_free, wait_for_answer
from crmsocial.core.servers.programs import Program, commands

HOST = "127.0.0.1"
_printing = threading.Lock()


class Stopped(BaseException):
    """Somebody asked us to stop: Ctrl-C, a signal, or the death of ``make``."""


def print_line(source: str, text: str) -> None:
    """One line of the common log."""
    with _printing:
        try:
            print(f"{source:<7}| {text}", flush=True)
        except BrokenPipeError:
            # Whoever read our log has gone; that is no reason to stop the site.
            sys.stdout = Path(os.devnull).open("w")  # noqa: SIM115


def say(text: str) -> None:
    """A line of the launcher's own."""
    print_line("run", text)


def run(place: Place) -> int:
    """Run everything; 0 after a clean stop, 1 when something could not start."""
    make = Make.that_called_us()
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, _stop)
    try:
        with ExitStack() as stack:
            port = _port()
            stack.enter_context(_only_one(place))
            require_free(HOST, port, place.var / "run.pids")
            pair = _servers(place, stack)
            environment = _environment(place)
            _prepare(environment)
            programs = [Program(name, line, environment, print_line) for name, line in commands(HOST, port).items()]
            stack.callback(_stop_all, programs)
            stack.callback(say, "stopping; tasks in hand are finished first")
            for program in programs:
                program.start()
            _note(place, programs)
            _welcome(port, environment, programs)
            while not make.has_given_up():
                _watch(pair, programs, place)
    except Stopped:
        pass
    except ServersError as error:
        say(str(error))
        return 1
    say("stopped")
    return 0


def _stop(number: int, frame: object) -> None:
    # A second Ctrl-C while things stop must not break the stopping.
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, signal.SIG_IGN)
    raise Stopped


def _port() -> int:
    text = os.environ.get("PORT") or "8000"
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise ServersError(f"PORT is {text!r}; use a number from 1 to 65535.")
    return int(text)


@contextmanager
def _only_one(place: Place) -> Iterator[None]:
    lock = Lock(place.var / ".run.lock")
    if not lock.take("make run"):
        holder = lock.holder() or (0, "")
        raise ServersError(f"crmsocial already runs from this folder (process {holder[0]}). Stop it first with Ctrl-C.")
    try:
        yield
    finally:
        lock.release()


def _servers(place: Place, stack: ExitStack) -> Pair | None:
    """The servers that we own, or None where somebody else's are used."""
    given = {name for name in ("DATABASE_URL", "REDIS_URL") if os.environ.get(name)}
    for name in sorted(given):
        say(f"using the server of {name}")
    if len(given) == 2:
        return None
    holder = Lock(place.lock).holder()
    if holder is not None and holder[1] == "up":
        say(f"using the servers that 'up' started (process {holder[0]})")
        return None
    return stack.enter_context(
        owned(place, "make run", say, postgres="DATABASE_URL" not in given, valkey="REDIS_URL" not in given)
    )


def _environment(place: Place) -> dict[str, str]:
    defaults = {
        "DJANGO_SETTINGS_MODULE": "crmsocial.settings.local",
        "PYTHONUNBUFFERED": "1",
        # Celery's advice to root, which is about pickled messages; ours are JSON.
        "PYTHONWARNINGS": "ignore:You're running the worker",
    }
    return defaults | dict(os.environ) | {"CRMSOCIAL_VAR": str(place.var)}


def _manage(environment: dict[str, str], *arguments: str) -> subprocess.Popen[bytes]:
    return children.start(
        [sys.executable, "manage.py", *arguments],
        on_parents_death=signal.SIGTERM,
        cwd=PROJECT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


def _prepare(environment: dict[str, str]) -> None:
    """Migrations, static files and, on the first start, the demo (not with CRMSOCIAL_DEMO=no)."""
    without_demo = ["--no-demo"] if environment.get("CRMSOCIAL_DEMO", "").lower() == "no" else []
    child = _manage(environment, "prepare_site", *without_demo)
    assert child.stdout is not None
    try:
        for line in child.stdout:
            say(line.decode(errors="replace").rstrip())
        if child.wait():
            raise ServersError("The site could not be prepared; the lines above say why.")
    finally:
        if child.poll() is None:
            child.terminate()
            child.wait()


def _note(place: Place, programs: list[Program]) -> None:
    pids = [str(program.child.pid) for program in programs if program.child is not None]
    (place.var / "run.pids").write_text("\n".join(pids))


def _welcome(port: int, environment: dict[str, str], programs: list[Program]) -> None:
    """Wait for the first page, then say where it is and who may sign in."""
    signins = _manage(environment, "demo_signins")
    answer, _ = signins.communicate()

    def watch() -> None:
        for program in programs:
            program.watch()

    wait_for_answer(HOST, port, watch)
    for line in answer.decode(errors="replace").splitlines() if signins.returncode == 0 else []:
        say(line)
    say(f"crmsocial is at http://{HOST}:{port}  (Ctrl-C stops everything)")


def _watch(pair: Pair | None, programs: list[Program], place: Place) -> None:
    for program in programs:
        before = program.child
        program.watch()
        if program.child is not before:
            _note(place, programs)
    if pair is not None:
        pair.revive(say)
    time.sleep(0.2)


def _stop_all(programs: list[Program]) -> None:
    for program in programs:
        program.ask_to_stop()
    for program in programs:
        program.await_stop()
