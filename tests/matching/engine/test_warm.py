import json

import pytest

from matching.engine.cli import main


def test_all_is_compiled_once(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["warm"]) == 0
    assert main(["warm"]) == 0
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert told[1]["compiled"] == 0
    assert told[1]["seconds"] < 10
