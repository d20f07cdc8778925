from hypothesis import given
from hypothesis import strategies as st

from screener.domain.consignment import Identifier, IdentifierKind, Party, PartyRole
from screener.domain.listed_party import ListedParty, ListName
from screener.matching.finder import find
from screener.search.watchlist import LARGEST_CHANGE, Watchlist

WORDS = ("vega", "mira", "tarn", "oslo", "quill", "bram")


def record(number: int) -> ListedParty:
    """An invented listed party; every third one bears an importer number."""
    first, second = WORDS[number % 6], WORDS[(number // 6) % 6]
    numbers = (Identifier(IdentifierKind.IMPORTER_NUMBER, f"12-{number:07}AB"),) if number % 3 == 0 else ()
    return ListedParty(f"sam:{number:04}", ListName.SAM, f"{first} {second} trading", identifiers=numbers)


def found(watchlist: Watchlist, parties: list[Party]) -> list[list[tuple[str, float, str]]]:
    """What is found of each party, without the numbers that depend on how the watchlist was built."""
    findings = find(parties, watchlist)
    return [
        [(watchlist.parties[each.listed].id, each.score, each.matched) for each in findings.get(number, ())]
        for number in range(len(parties))
    ]


PARTIES = [Party(PartyRole.SHIPPER, f"{a} {b} trading") for a in WORDS for b in WORDS] + [
    Party(PartyRole.IMPORTER_OF_RECORD, "SOMEBODY ELSE", identifiers=record(number).identifiers)
    for number in range(0, 36, 3)
]


@given(st.lists(st.sets(st.integers(0, 35)), min_size=1, max_size=6), st.integers(30, 36))
def test_a_watchlist_built_on_another_finds_what_one_built_anew_finds(changes: list[set[int]], size: int) -> None:
    """Layers and ended parties make no difference to what is found, whatever versions came before."""
    present = set(range(size))
    grown = Watchlist([record(number) for number in present])
    for change in changes:
        present ^= change
        parties = [record(number) for number in present]
        grown = grown.updated(parties)
        anew = Watchlist(parties)
        assert len(grown) == len(anew)
        assert grown.version == anew.version
        assert found(grown, PARTIES) == found(anew, PARTIES)


def test_a_small_change_is_a_layer_and_a_large_one_is_built_anew() -> None:
    """The automaton of the base is the same object until too much has changed."""
    base = Watchlist([record(number) for number in range(30)])
    small = base.updated([record(number) for number in range(1, 32)])
    large = small.updated([record(number) for number in range(36)][: int(30 * (1 - LARGEST_CHANGE)) - 1])
    assert small.layers[0] is base.layers[0]
    assert len(small.layers) == 2
    assert len(large.layers) == 1


def test_a_party_that_ended_is_not_found_and_may_come_back() -> None:
    """Delisting takes effect with the next version, and so does a new listing of the same record."""
    base = Watchlist([record(number) for number in range(30)])
    without = base.updated([record(number) for number in range(1, 30)])
    again = without.updated([record(number) for number in range(30)])
    party = Party(PartyRole.SHIPPER, record(0).name)
    ids = [{each for each, _, _ in found(listed, [party])[0]} for listed in (base, without, again)]
    assert [record(0).id in each for each in ids] == [True, False, True]
