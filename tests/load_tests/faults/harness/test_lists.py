from datetime import date, timedelta

from load_tests.faults.harness.lists import listed_parties, snapshots, version

TODAY = date(2026, 3, 2)


def test_versions_of_the_lists_differ() -> None:
    """Each version of the lists has its own content version, the same every time."""
    listed = listed_parties(TODAY)
    assert version(snapshots(listed, 1)) != version(snapshots(listed, 2))
    assert version(snapshots(listed, 1)) == version(snapshots(listed, 1))


def test_parties_are_listed_the_same_on_the_days_around() -> None:
    """The parties that traffic is planted with are excluded a day earlier and a day later too, or not at all."""
    listed = listed_parties(TODAY)
    days = [TODAY + timedelta(days=number) for number in (-1, 0, 1)]
    assert len(listed) > 100
    assert all(len({each.active_on(day) for day in days}) == 1 for each in listed)
