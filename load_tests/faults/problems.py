"""Everything that can be wrong after a run, by kind: from the oracle, the commits, the feeder and the workers."""

from collections.abc import Collection, Mapping, Sequence

from load_tests.faults import oracle
from load_tests.faults.harness.commits import Commits
from load_tests.faults.harness.feed import Feed
from load_tests.faults.harness.fleet import Fleet
from load_tests.faults.harness.outcomes import Outcomes
from topologies.topics import NOTICES

NONE_ALLOWED: Mapping[str, float] = dict.fromkeys(
    (
        "lost",
        "doubled",
        "phantom",
        "out of order",
        "wrong version",
        "not committed",
        "committed back",
        "not fed",
        "crashes",
    ),
    0,
)
"""The limits of the kinds of problems, in every run."""


def problems(
    feed: Feed, outcomes: Outcomes, versions: Collection[str], commits: Commits, fleet: Fleet
) -> Mapping[str, Sequence[str]]:
    """What is wrong, in words, by kind; `versions` are those of the lists that were in force."""
    found = oracle.judge(feed.acknowledged, outcomes, feed.tried, versions)
    return {
        "lost": found.lost,
        "doubled": found.doubled,
        "phantom": found.phantom,
        "out of order": found.disorder,
        "wrong version": found.versions,
        "not committed": commits.uncommitted,
        "committed back": commits.backwards,
        "not fed": feed.failures,
        "crashes": [*map(str, fleet.crashes)],
    }


def repeats(outcomes: Outcomes) -> int:
    """Outcomes that were published again under the same id; notices are not counted, which several consignments share."""
    return sum(count for topic, count in outcomes.repeats.items() if topic != NOTICES.name)
