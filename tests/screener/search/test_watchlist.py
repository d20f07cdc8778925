"""A watchlist is a versioned snapshot: equal content, equal list."""

from hashlib import blake2b

from hypothesis import given
from hypothesis import strategies as st

from screener.domain.consignment import Identifier, IdentifierKind
from screener.domain.listed_party import Alias
from screener.search.watchlist import Watchlist, content_version
from tests.support.builders import importer_number, listed

ENTRIES = [
    listed("ORION KADE TRADING", aliases=["OK TRADING HOUSE"]),
    listed("VEGA MIRA", identifiers=[importer_number("12-3456789XX")]),
    listed("TILO BRANDT", aliases=[Alias("TILO", weak=True)]),
]


@given(st.permutations(ENTRIES))
def test_the_version_does_not_depend_on_the_order(entries: list) -> None:  # type: ignore[type-arg] # hypothesis infers the items
    """However the records arrive, one content has one version and one list."""
    watchlist = Watchlist(entries)
    assert watchlist.version == Watchlist(ENTRIES).version
    assert [party.id for party in watchlist.parties] == sorted(party.id for party in ENTRIES)
    assert watchlist.names == Watchlist(ENTRIES).names


def test_another_content_has_another_version() -> None:
    """One record less, or one more, is another version; ids cannot run into each other."""
    assert Watchlist(ENTRIES[:2]).version != Watchlist(ENTRIES).version
    assert content_version(["ab", "c"]) != content_version(["a", "bc"])
    assert len(content_version([])) == 16


@given(st.lists(st.text("ab:\u00e9", max_size=9)))
def test_the_version_hashes_the_ids_in_their_order(ids: list[str]) -> None:
    """Ids are sorted in parts, and the parts make the same order: markers of earlier releases stay right."""
    digest = blake2b("".join(f"{each}\n" for each in sorted(ids)).encode(), digest_size=8)
    assert content_version(ids) == digest.hexdigest()


def test_a_name_of_symbols_is_no_entry() -> None:
    """`****` folds to nothing and can match nothing."""
    watchlist = Watchlist([listed("****")])
    assert len(watchlist) == 1
    assert watchlist.names == ()


def test_identifiers_are_found_in_canonical_form() -> None:
    """An importer number leads to its party; a telephone number decides nothing alone."""
    phone = Identifier(IdentifierKind.PHONE, "+1 937 555 0100")
    watchlist = Watchlist([listed("VEGA MIRA", identifiers=[importer_number("12-3456789XX"), phone])])
    assert watchlist.has_identifiers
    assert watchlist.with_identifier("importer-number:123456789XX") == (0,)
    assert watchlist.with_identifier("phone:9375550100") == ()
    assert not Watchlist([listed("VEGA MIRA", identifiers=[phone])]).has_identifiers
