"""What accounts say beside names."""

from __future__ import annotations

import pytest

from matching.engine.account import read_account
from matching.engine.columns.accounts import AccountColumns
from matching.engine.columns.frame import RecordFrame
from matching.engine.knowledge import regions
from matching.engine.records import Record


@pytest.mark.parametrize(
    ("username", "office"),
    [
        ("mikahansen", None),
        ("orlasosse", None),
        ("SenHansen", "senator"),
        ("senhansen", "senator"),
        ("hansenforsen", "senator"),
        ("mikahansen_sen", "senator"),
        ("mikahansensenate", "senator"),
        ("hansenmp", "legislator"),
    ],
)
def test_names_that_end_like_offices_state_none(username, office):
    """One by one and by columns; an office of several kinds says the narrower ones, too."""
    record = Record(id="a", username=username, platform="twitter")
    codes, said = AccountColumns(RecordFrame.of([record])).roles
    loud = said[codes[0]][0]
    assert loud == read_account(record).loud_roles
    assert (office in loud) if office else not loud


def test_traditional_abbreviations_name_their_division():
    assert regions()["wyo"] == regions()["wy"] == regions()["wyoming"]
    assert "short" not in {code for code, _ in regions().values()}
    assert not {"miss", "del", "mass", "wash", "ill"} & set(regions())
