from datetime import date, timedelta
from itertools import islice

from hypothesis import given
from hypothesis import strategies as st

from screener.domain.policy import Policy
from topologies.sample.day import NOW, SampleDay
from topologies.sample.lists import sample_listed, windows
from topologies.sample.names import seeded
from topologies.sample.planted_parties import MatchKind

TODAY = NOW.date()


@given(st.integers(0, 2**32), st.dates(date(2000, 1, 1), date(2090, 1, 1)))
def test_one_exclusion_in_four_is_not_in_force(seed: int, today: date) -> None:
    """Of eight windows in a row six include today, one has not begun and one is over."""
    eight = list(islice(windows(seeded(seed), today), 8))
    begun = [began is None or began <= today for began, _ in eight]
    lasts = [ends is None or today <= ends for _, ends in eight]
    assert sum(one and other for one, other in zip(begun, lasts, strict=True)) == 6
    assert (begun.count(False), lasts.count(False)) == (1, 1)


def test_exclusions_begin_and_end_around_the_day(day: SampleDay) -> None:
    """Some exclusions begin or end today, some begin tomorrow or ended yesterday; agencies differ."""
    tomorrow, yesterday = TODAY + timedelta(days=1), TODAY - timedelta(days=1)
    assert {TODAY, tomorrow} <= {party.active for party in day.listed}
    assert {TODAY, yesterday} <= {party.terminates for party in day.listed}
    assert any(Policy().is_cbp(party.agency) for party in day.listed)
    assert not all(Policy().is_cbp(party.agency) for party in day.listed)
    active = {party.id: party.active_on(TODAY) for party in day.listed}
    assert len(active) == len(day.listed) > 300
    assert all(active[match.listed_party] is (match.kind is not MatchKind.INACTIVE) for match in day.planted.matches)


def test_some_notices_are_due_and_some_are_late(day: SampleDay) -> None:
    """Of the listed parties planted, some were published within 60 days and some before."""
    due = timedelta(days=Policy().notice_days)
    published = {party.id: party.published for party in day.listed}
    ages = [TODAY - day_ for match in day.planted.matches if (day_ := published[match.listed_party])]
    assert min(ages) < due < max(ages)


def test_a_list_of_another_day_moves_with_it() -> None:
    """Every date is relative to the day that the list is made for; names and numbers stay."""
    later = TODAY + timedelta(days=400)
    one, other = sample_listed(seeded(1), TODAY), sample_listed(seeded(1), later)
    assert [party.name for party in one] == [party.name for party in other]
    assert [party.active_on(TODAY) for party in one] == [party.active_on(later) for party in other]
