from screener.domain.consignment import Address, Mode, Party, PartyRole
from screener.domain.manifest import Manifest
from screener.domain.policy import Policy
from screener.domain.scorecards import Scorecards
from screener.regime.hold_events import hold_events
from screener.screening import screen
from screener.search.watchlist import Watchlist
from tests.support.builders import NOW, express, listed


def test_two_parties_that_are_one_listed_party_place_one_hold() -> None:
    """A hold is placed once: a shipper and a notify party of the same listed name do not place it twice."""
    consignment = express()
    address = Address(("9 Dock Road",), "Miami", "FL", "33101", "US")
    consignment.parties += [
        Party(PartyRole.SELLER, "ORION KADE TRADING", address),
        Party(PartyRole.NOTIFY_PARTY, "ORION KADE TRADING", address),
    ]
    batch = Manifest(Mode.EXPRESS, "SWIFT", "M1", [consignment])
    screened = screen(batch, Watchlist([listed("ORION KADE TRADING")]), Scorecards(), Policy(), NOW)
    assert len(screened.decisions[0].matches) == 2
    assert len(hold_events(batch, screened, NOW, {})) == 1
