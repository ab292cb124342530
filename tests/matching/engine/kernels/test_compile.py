"""Where compiled code is kept: in folders of this user alone."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from matching.engine.kernels import compile as compiling


@pytest.fixture
def shared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path / f"crmsocial-kernels-{os.getuid()}"


def test_the_folder_is_closed_to_others_and_kept(shared: Path) -> None:
    assert compiling._own_folder() == shared
    assert shared.stat().st_mode & 0o077 == 0
    assert compiling._own_folder() == shared


def test_a_folder_that_others_may_write_is_not_trusted(shared: Path) -> None:
    shared.mkdir()
    shared.chmod(0o777)
    assert compiling._own_folder() != shared


def test_a_link_laid_there_is_not_followed(shared: Path, tmp_path: Path) -> None:
    (tmp_path / "theirs").mkdir(mode=0o700)
    shared.symlink_to(tmp_path / "theirs")
    assert compiling._own_folder() != shared
