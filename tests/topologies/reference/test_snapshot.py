from screener.domain.policy import Policy
from screener.search.watchlist import Watchlist
from tests.support.builders import non_compliant_post
from tests.support.worker_helpers import ORION
from topologies.reference.snapshot import Reference


def test_a_reference_names_the_versions_of_its_parts() -> None:
    """Every decision carries the versions of the lists, the scorecards, the policy and the suppressions."""
    reference = Reference(Watchlist([ORION], "w1"), non_compliant_post(2), Policy(version="2026-07"))
    found = reference.versions
    assert (found.watchlist, found.posts, found.policy, found.suppressions) == ("w1", "p1", "2026-07", "none")
