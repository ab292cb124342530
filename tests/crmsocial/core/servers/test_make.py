"""Whoever stops ``make`` stops what it runs, even without a terminal that tells both."""

from __future__ import annotations

import shlex
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from crmsocial.core.servers.make import Make
from crmsocial.core.servers.places import PROJECT
from tests.support.servers_cli import wait_until

CALLED = """
import time
from crmsocial.core.servers.make import Make
make = Make.that_called_us()
print("begun", bool(make.pid), flush=True)
while not make.has_given_up():
    time.sleep(0.05)
print("given up", flush=True)
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="what make does with signals is read from /proc")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_make_that_is_stopped_alone_is_noticed(tmp_path: Path, number: signal.Signals) -> None:
    script, makefile, log = tmp_path / "called.py", tmp_path / "Makefile", tmp_path / "log"
    script.write_text(CALLED)
    command = ["env", f"PYTHONPATH={PROJECT}", sys.executable, str(script)]
    makefile.write_text(f"run:\n\t@exec {shlex.join(command)}\n")
    with log.open("wb") as output:
        make = subprocess.Popen(["make", "-f", str(makefile)], stdout=output, stderr=output, start_new_session=True)
    wait_until(lambda: "begun True" in log.read_text(), 30, "make runs it")
    make.send_signal(number)
    make.wait(30)
    wait_until(lambda: "given up" in log.read_text(), 30, "it noticed")


def test_another_parent_is_none_of_our_business() -> None:
    make = Make.that_called_us()
    assert make.pid == 0 or "make" in Path(f"/proc/{make.pid}/comm").read_text()
    assert not make.has_given_up()
