from pathlib import Path

import pytest

from load_tests.inputs.checkout import ROOT
from load_tests.inputs.lists import inputs
from load_tests.peer import measurement
from screener.search.watchlist import Watchlist
from topologies.settings import UsageError


def test_a_missing_peer_is_one_line_with_the_command_that_installs_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The packages of the peer are not installed with the screener."""
    monkeypatch.setattr(measurement, "EXTRAS", ROOT / ".venv" / tmp_path.name)
    with pytest.raises(UsageError, match=r"the peer is not installed: python -m pip install .*nomenklatura"):
        measurement.measure(500, 5)


def test_candidates_share_a_significant_word(tmp_path: Path) -> None:
    """The peer is given, for each name, the listed names with a word in common, and no others."""
    listed = inputs(folder=tmp_path).listed
    (query,) = measurement._blocked([listed[0].name], Watchlist(listed))
    candidates = [name for name, _ in query["candidates"]]  # type: ignore[attr-defined] # an object for JSON
    assert listed[0].name in candidates
    assert len(candidates) < len(listed)
