"""``python -m crmsocial.core.servers``: start, stop and look at the local servers."""

from __future__ import annotations

import argparse
import shlex
import sys

from crmsocial.core.servers import background
from crmsocial.core.servers.errors import ServersError
from crmsocial.core.servers.lock import Lock
from crmsocial.core.servers.places import Place


def say(message: str) -> None:
    """Tell the person at the terminal what is going on; standard output stays free for results."""
    print(f"servers | {message}", file=sys.stderr, flush=True)


def parser() -> argparse.ArgumentParser:
    """The command line."""
    root = argparse.ArgumentParser(prog="python -m crmsocial.core.servers", description=__doc__)
    commands = root.add_subparsers(dest="command", required=True)
    for name, text in {
        "up": "start both servers in the background",
        "down": "stop the servers that 'up' started",
        "status": "say whether the servers run",
        "env": "print the variables that point programs at the servers",
        "keep": "own the servers in the foreground, without the site",
        "run": "the whole product in the foreground: servers, migrations, web, worker and beat",
    }.items():
        command = commands.add_parser(name, help=text, description=text)
        if name in {"up", "keep"}:
            command.add_argument("--fast", action="store_true", help="no crash safety; for test databases only")
    return root


def status(place: Place) -> int:
    """Print whether the servers run; 0 when they do."""
    holder = Lock(place.lock).holder()
    print(f"running (process {holder[0]}, started by '{holder[1]}')" if holder else "not running")
    return 0 if holder else 1


def main(arguments: list[str] | None = None) -> int:
    """Run one command; the exit code is 0 when it did what it says."""
    options = parser().parse_args(arguments)
    place = Place.of_project()
    try:
        match options.command:
            case "up":
                background.up(place, say, durable=not options.fast)
                say(f"PostgreSQL and Valkey run under {place.var}")
            case "down":
                say("stopped" if background.down(place) else "nothing was running")
            case "status":
                return status(place)
            case "env":
                for name, value in place.environment().items():
                    print(f"export {name}={shlex.quote(value)}")
            case "keep":
                background.keep(place, say, durable=not options.fast)
            case "run":
                from crmsocial.core.servers.run import run

                return run(place)
    except ServersError as error:
        say(str(error))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
