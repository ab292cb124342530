"""Make ``.venv`` and install the requirements, saying what happens. Uses the standard library alone.

    python3 scripts/install.py [--dev] [--browser]

What is installed is remembered by the hash of the requirement files, so that a second call costs nothing.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
VENV = PROJECT / ".venv"
PYTHON = VENV / "bin" / "python"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
SHOWN = re.compile(r"^(Downloading|Installing collected packages|Successfully installed|ERROR)")


def say(text: str) -> None:
    """One line of progress."""
    print(f"setup  | {text}", flush=True)


def fail(text: str) -> None:
    """Say what is wrong and what to do, and give up."""
    say(text)
    sys.exit(1)


def state_of(files: list[Path]) -> str:
    """A hash over the requirement files and this Python's version."""
    digest = hashlib.sha256(sys.version.encode())
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()


def make_environment() -> None:
    """Create ``.venv`` unless there is a working one."""
    if (
        PYTHON.exists()
        and subprocess.run([PYTHON, "-c", "import pip"], capture_output=True, check=False).returncode == 0
    ):
        return
    say(f"creating .venv with Python {sys.version.split()[0]}")
    answer = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", VENV], capture_output=True, text=True, check=False
    )
    if answer.returncode == 0:
        return
    if "ensurepip" in answer.stdout + answer.stderr:
        fail("this Python cannot make virtual environments; install it (Debian: apt-get install python3-venv)")
    fail(f"creating .venv failed:\n{answer.stdout}{answer.stderr}")


def install(requirements: Path) -> None:
    """Let pip install a file of requirements, passing on the lines that show progress."""
    wanted = sum(1 for line in requirements.read_text().splitlines() if line and line[0] not in "#-")
    say(f"installing {wanted} packages of {requirements.name} and what they need; a minute or two the first time")
    command = [
        PYTHON,
        "-m",
        "pip",
        "install",
        "--disable-pip-version-check",
        "--progress-bar",
        "off",
        "-r",
        requirements,
    ]
    environment = os.environ | {"PIP_ROOT_USER_ACTION": "ignore"}
    with subprocess.Popen(
        command, cwd=PROJECT, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as pip:
        assert pip.stdout is not None
        lines = []
        for line in pip.stdout:
            lines.append(line)
            if SHOWN.match(line.strip()):
                say(line.strip()[:150])
    if pip.returncode:
        print("".join(lines[-25:]), file=sys.stderr)
        fail("pip could not install the requirements; its last lines stand above")


def compile_engine() -> None:
    """Let the matching engine compile its inner loops, so that the first match does not wait for it."""
    say("compiling the matching engine's inner loops; a minute or two the first time")
    answer = subprocess.run(
        [PYTHON, "-m", "matching.engine", "warm"], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    if answer.returncode:
        say(f"that failed; the first match will try again:\n{answer.stderr}")


def install_browser() -> None:
    """Debian's chromium, where we may install it; tests say so loudly where we may not."""
    if os.environ.get("CHROMIUM") or any(shutil.which(name) for name in BROWSERS):
        return
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        say("no chromium, and it cannot be installed from here: BROWSER TESTS WILL NOT RUN (install 'chromium')")
        return
    say("installing Debian's chromium for the browser tests")
    quiet = {"env": os.environ | {"DEBIAN_FRONTEND": "noninteractive"}, "stdout": subprocess.DEVNULL}
    for command in (["apt-get", "update", "-q"], ["apt-get", "install", "-qy", "--no-install-recommends", "chromium"]):
        if subprocess.run(command, check=False, **quiet).returncode:  # type: ignore[call-overload]
            say(f"'{' '.join(command)}' failed: BROWSER TESTS WILL NOT RUN")
            return


def main() -> None:
    """Install what is asked for, one call at a time."""
    if sys.version_info < (3, 11):  # noqa: UP036, this file is run by whatever Python there is
        fail(f"crmsocial needs Python 3.11 or later, this is {sys.version.split()[0]}; set PYTHON=/path/to/python3.11")
    files = [PROJECT / "requirements.txt"]
    if "--dev" in sys.argv:
        files.append(PROJECT / "requirements-dev.txt")
    stamp = VENV / f".installed-{len(files)}"
    state = state_of(files)
    (PROJECT / "var").mkdir(exist_ok=True)
    with (PROJECT / "var" / ".setup.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (stamp.exists() and stamp.read_text() == state and PYTHON.exists()):
            make_environment()
            install(files[-1])
            compile_engine()
            stamp.write_text(state)
            say("done")
    if "--browser" in sys.argv:
        install_browser()


if __name__ == "__main__":
    main()
