"""Invented international posts and their scorecards: one post for each tier of EO 13904 section 5, and for each exception."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from screener.domain.scorecards import Scorecard

GOOD, POOR = 78.0, 36.0
QUARTER_STARTS = (1, 4, 7, 10)
PUBLISHED_AFTER = timedelta(days=45)


class Post(NamedTuple):
    """An international post."""

    code: str
    """Operator code."""
    country: str
    share: int
    """Its weight in the mail of the day."""
    history: str
    """A mark for each quarter, oldest first: `+` compliant, `-` non-compliant, `d` deemed non-compliant by CBP in spite of its
    score, `n` published only after the sample day, `r` published as compliant and restated as non-compliant, `R` the other way
    round."""
    quarters: int
    """Number of consecutive non-compliant quarters in force on the sample day, as `history` gives it."""


POSTS = (
    Post("XQA", "DE", 24, "++++++++++", 0),
    Post("XQB", "CN", 20, "+++++++++-", 1),
    Post("XQC", "CN", 9, "++++++++--", 2),
    Post("XQD", "TR", 5, "+++++-----", 5),
    Post("XQE", "VN", 5, "++++------", 6),
    Post("XQF", "IN", 4, "+++--d----", 7),
    Post("XQG", "NG", 2, "++--------", 8),
    Post("XQH", "BR", 1, "----------", 10),
    Post("XQI", "MX", 6, "---------+", 0),
    Post("XQJ", "IT", 4, "------+---", 3),
    Post("XQK", "PL", 5, "++++++++-n", 1),
    Post("XQL", "RO", 4, "++++++++R-", 1),
    Post("XQM", "SE", 3, "++++-r----", 6),
    Post("XQN", "KR", 8, "", 0),
)
"""XQB and XQC are of one country and in different tiers, since a post is keyed by its operator code. XQN has no scorecard."""


def _quarters(count: int, now: datetime) -> Iterator[tuple[int, int]]:
    """The last `count` quarters published by `now` as (year, quarter), oldest first."""
    day = now - PUBLISHED_AFTER - timedelta(days=1)
    last = day.year * 4 + (day.month - 1) // 3 - 1
    for index in range(last - count + 1, last + 1):
        yield index // 4, index % 4 + 1


def _ends(year: int, quarter: int) -> datetime:
    following = (year + 1, 1) if quarter == len(QUARTER_STARTS) else (year, QUARTER_STARTS[quarter])
    return datetime(*following, 1, 12, tzinfo=UTC)


def _cards(post: Post, mark: str, year: int, quarter: int, now: datetime) -> Iterator[Scorecard]:
    name = f"{year}Q{quarter}"
    published = now + timedelta(days=7) if mark == "n" else _ends(year, quarter) + PUBLISHED_AFTER
    first = GOOD if mark in "+rd" else POOR
    yield Scorecard(post.code, name, first, published, non_compliant=True if mark == "d" else None)
    if mark in "rR":
        yield Scorecard(post.code, name, POOR if mark == "r" else GOOD, now - timedelta(days=10))


def sample_scorecards(now: datetime) -> list[Scorecard]:
    """The scorecards of all `POSTS`, ready for the `posts` topic, in order of publication."""
    cards = [
        card
        for post in POSTS
        for mark, (year, quarter) in zip(post.history, _quarters(len(post.history), now), strict=True)
        for card in _cards(post, mark, year, quarter, now)
    ]
    return sorted(cards, key=lambda card: (card.published, card.operator, card.quarter))
