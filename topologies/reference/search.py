"""The compiled search: made once, when nobody waits for a consignment."""

from screener.domain.consignment import Party, PartyRole
from screener.domain.listed_party import ListedParty, ListName, PartyKind
from screener.matching.finder import find
from screener.search.watchlist import Watchlist

NAMES = ("Orion Kade Trading", "Орион Кейд", "Or1on Kade", "Orion KadeLLC", "Trading Co")
"""Names of each kind that has code of its own: of another script, with digits among letters, run together, of stopwords alone."""


def compile_search() -> None:
    """Compile what a search needs, about a minute; code that was kept from an earlier call is loaded in a moment."""
    parties = [ListedParty(name, ListName.SAM, name, PartyKind.FIRM) for name in NAMES]
    find([Party(PartyRole.CONSIGNEE, f"{name}s") for name in NAMES], Watchlist(parties))
