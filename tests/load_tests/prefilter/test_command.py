"""What each rule of the prefilter saves is measured by leaving it out."""

import pytest
from click.testing import CliRunner

from load_tests.__main__ import load_tests
from load_tests.prefilter.command import LENGTHS, measure
from screener.domain.listed_party import PartyKind
from screener.kernels.word_pairs import Rule
from screener.search.watchlist import Watchlist
from tests.support.builders import listed

LISTED = ["TAVION BRELSK", "ORVANIK KASTO", "MIREL ODANA"]


def test_a_rule_that_rejects_a_pair_saves_its_comparison() -> None:
    """Without the rule that looks at every word, a name that shares one word only is compared."""
    watchlist = Watchlist([listed(name, kind=PartyKind.PERSON) for name in LISTED])
    results = measure(watchlist, ["TAVION BRELSK", "TAVION BREN KESOLSK", "ORVANIK KASTOLUS", "SOMEBODY ELSE"])
    with_all, *without = results
    assert [each.rule for each in without] == [*(rule.name for rule in Rule), LENGTHS]
    assert with_all.found >= 1
    assert all(each.comparisons >= with_all.comparisons for each in without)


@pytest.mark.shared
def test_the_command_measures_innocent_names() -> None:
    """All rules apply in the first row; some rule saves comparisons even among a few names."""
    result = CliRunner().invoke(load_tests, ["prefilter", "--names", "300"])
    assert result.exit_code == 0, result.output
    assert "(all rules apply)" in result.output
    assert "word by word" in result.output
