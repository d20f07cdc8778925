from datetime import UTC, datetime

import msgspec

from screener.domain.consignment import Address
from screener.domain.listed_party import Alias, AliasKind, ListName
from tests.support.builders import importer_number, listed
from tests.support.list_commands import ListCommands
from tests.support.worker_helpers import ORION, send, snapshot
from topologies.list_releases.party_lookup import find_listed_parties, masked_party

KESTRIN = msgspec.structs.replace(
    listed(
        "VELMORA KESTRIN TRADING GMBH",
        id="sam:kestrin",
        aliases=[
            Alias("KESTRIN MARINE"),
            Alias("KESTRIN", AliasKind.CROSS_REFERENCE, weak=True),
            Alias("K 123-45-6789"),
        ],
        addresses=[Address(("4 Kai",), city="Hamburg", country="DE")],
        identifiers=[importer_number("123-45-6789"), importer_number("123456789"), importer_number("12-3456789AB")],
    ),
    reference="S4MR000",
    program="Reciprocal",
    births=("12 Mar 1960",),
)


def test_social_security_numbers_of_a_party_are_masked() -> None:
    """In names and identifiers, with and without dashes; everything else stays, the id too."""
    masked = masked_party(KESTRIN)
    assert masked.aliases[2].name == "K ***-**-****"
    assert [each.value for each in masked.identifiers] == ["***-**-****", "***-**-****", "12-3456789AB"]
    assert (masked.id, masked.name, masked.addresses) == (KESTRIN.id, KESTRIN.name, KESTRIN.addresses)


def test_show_prints_everything_and_masks(lists: ListCommands) -> None:
    """By id and by the list's number: names with weak ones marked, addresses, numbers, dates, agency."""
    send(lists.settings.kafka_bootstrap, "watchlist", snapshot(KESTRIN, ORION))
    for identity in (KESTRIN.id, KESTRIN.reference):
        output = lists.done("show", identity)
        for text in (
            "VELMORA KESTRIN TRADING GMBH\n",
            "KESTRIN (cross-reference, weak)",
            "4 Kai, Hamburg, DE",
            "12-3456789AB",
            "***-**-****",
            "DHS-CBP",
            "Reciprocal",
            "12 Mar 1960",
            "from the beginning to no end",
        ):
            assert text in output
        for printed in (output, lists.done("show", identity, "--json")):
            assert "123-45-6789" not in printed
            assert "123456789" not in printed
    assert "'S4MR' is neither the id of a listed party nor a number of its list" in lists.refused("show", "S4MR")
    assert find_listed_parties("", lists.settings) == []


def test_a_party_that_is_no_longer_listed_is_found_in_the_archive(lists: ListCommands) -> None:
    """A suppression or an old hold may name it; the output says that it is not in force."""
    lists.done("load", lists.denied("VEGA WEST MILLS", "MIRA WEST MILLS"))
    (gone,) = [p for p in lists.on_topic.lists[ListName.CSL].values() if p.name.startswith("MIRA")]
    lists.done("load", lists.denied("VEGA WEST MILLS"), "--confirm")
    assert "no: kept of an earlier version of its list" in lists.done("show", gone.id)
    assert f"first seen   {datetime.now(UTC).date()}" in lists.done("show", gone.id)
