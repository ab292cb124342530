"""As whom the servers run: PostgreSQL refuses root, so root hands it to ``nobody``."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
from dataclasses import dataclass
from pathlib import Path

from crmsocial.core.servers.errors import ServersError


@dataclass(frozen=True)
class Account:
    """The user and group ids of the servers' processes and files."""

    uid: int
    gid: int

    @classmethod
    def choose(cls) -> Account:
        """The current user, or ``nobody`` when that is root."""
        if os.geteuid() != 0:
            return cls(os.geteuid(), os.getegid())
        try:
            nobody = pwd.getpwnam("nobody")
        except KeyError:
            raise ServersError(
                "PostgreSQL does not run as root and this system has no user 'nobody' to run it as. "
                "Start crmsocial as an ordinary user, or set DATABASE_URL and REDIS_URL."
            ) from None
        return cls(nobody.pw_uid, nobody.pw_gid)

    @property
    def is_other(self) -> bool:
        """Whether the servers run as somebody else than this process."""
        return self.uid != os.geteuid()

    def own(self, folder: Path) -> None:
        """Create ``folder`` where missing, private to this account."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        status = folder.lstat()
        if folder.is_symlink() or status.st_uid not in {self.uid, os.geteuid()}:
            raise ServersError(f"{folder} belongs to somebody else. Remove it, then start again.")
        if self.is_other:
            os.chown(folder, self.uid, self.gid)
        folder.chmod(0o700)

    def command(
        self, command: list[str], needs: list[Path], on_parents_death: signal.Signals = signal.SIGTERM
    ) -> list[str]:
        """``command`` as it must be called so that it runs as this account and reaches every path in ``needs``.

        A change of user makes the kernel forget what was asked for the parent's death, so setpriv asks again.
        """
        if not self.is_other:
            return command
        setpriv = shutil.which("setpriv")
        if setpriv is None:
            raise ServersError("'setpriv' is missing (Debian: util-linux). Install it, or start as an ordinary user.")
        drop = [setpriv, f"--reuid={self.uid}", f"--regid={self.gid}", "--clear-groups"]
        drop.append(f"--pdeathsig={on_parents_death.name}")
        if all(self._reaches(path) for path in needs):
            return [*drop, "--inh-caps=-all", *command]
        # Below a folder such as /root only this capability lets nobody through, and it opens no folder for others.
        # Without the secure bit access(2), by which PostgreSQL looks for its own files, would not heed it.
        capability = ["--inh-caps=-all,+dac_override", "--ambient-caps=-all,+dac_override"]
        return [*drop, "--securebits=+no_setuid_fixup", *capability, *command]

    def _reaches(self, path: Path) -> bool:
        """Whether others may walk down to ``path``."""
        return all(parent.stat().st_mode & 0o001 or parent.stat().st_uid == self.uid for parent in path.parents)
