"""Every finding explains itself: its weights add up to its score, and both texts say what agrees."""

from hypothesis import given
from hypothesis import strategies as st

from screener.domain.consignment import Address, Identifier, IdentifierKind, Mode, Party, PartyRole
from screener.domain.listed_party import Alias, ListedParty, ListName, PartyKind
from screener.domain.policy import Consequence, Policy
from screener.matching.explanation import Segment, explain, segments
from screener.matching.finder import find
from screener.matching.findings import Finding
from screener.matching.scoring import compare
from screener.search.watchlist import Watchlist
from tests.support.builders import TODAY, listed, party
from tests.support.strategies import LISTED, PARTIES

WORDS = st.sampled_from(
    ["Tavion", "Tavian", "Brelsk", "B.", "Orrin", "OrrinBrelsk", "Kestrin", "Trading", "GmbH", "de"]
)
NAMES = st.lists(WORDS, min_size=1, max_size=4).map(" ".join)
PLACES = st.sampled_from([Address(), Address(("58 Tarven Street",), "Hamburg", country="DE"), Address(country="FR")])
YEARS = st.sampled_from(["", "1970", "1931"])
PHONE = "+1 937 555 0100"
RESEMBLING = st.builds(
    Party, st.sampled_from(PartyRole), NAMES, PLACES, phone=st.sampled_from(["", PHONE]), birth=YEARS
)
LISTED_NAMES = st.builds(
    ListedParty,
    NAMES,
    st.just(ListName.SAM),
    NAMES,
    st.sampled_from(PartyKind),
    aliases=st.lists(st.builds(Alias, NAMES, weak=st.booleans()), max_size=1).map(tuple),
    addresses=PLACES.map(lambda place: (place,)),
    identifiers=st.sampled_from([(), (Identifier(IdentifierKind.PHONE, PHONE),)]),
    births=YEARS.map(lambda year: (year,)),
    weak_name=st.booleans(),
)


def added_up(finding: Finding) -> float:
    return round(sum(each.weight for each in finding.evidence), 3)


@given(RESEMBLING | PARTIES, LISTED_NAMES)
def test_the_weights_of_a_comparison_add_up_to_its_score(who: Party, whom: ListedParty) -> None:
    """Whatever is laid side by side: the weights, as printed, make the score, and it lies in [0, 1]."""
    found = compare(who, whom)
    assert added_up(found) == found.score
    assert 0 <= found.score <= 1


@given(st.lists(RESEMBLING | PARTIES, max_size=3), LISTED | st.lists(LISTED_NAMES, max_size=3))
def test_the_weights_of_every_finding_add_up_to_its_score(parties: list[Party], entries: list[ListedParty]) -> None:
    """Likewise on the road that a manifest takes."""
    for findings in find(parties, Watchlist(entries)).values():
        for each in findings:
            assert added_up(each) == each.score


def test_a_score_that_is_cut_off_says_so() -> None:
    """A whole name at a listed address makes more than 1: the line that takes the rest away is printed as well."""
    home = Address(("58 Tarven Street",), "Hamburg", country="DE")
    found = compare(party("Tavion Brelsk Orrin", address=home), listed("Tavion Brelsk Orrin", addresses=[home]))
    assert (found.score, added_up(found)) == (1.0, 1.0)
    assert found.evidence[-1].text == "a score is at most 1"


@given(NAMES, NAMES)
def test_pieces_put_together_are_the_text(name: str, matched: str) -> None:
    """Nothing of either text is lost or changed by the marks."""
    sides = segments(name, matched, listed(matched, kind=PartyKind.PERSON))
    assert tuple("".join(piece.text for piece in side) for side in sides) == (name, matched)


def test_a_word_on_one_side_alone_is_marked() -> None:
    """The words that agree say so, the one that does not as well."""
    name = "Tavion Brelsk Orrin"
    manifest, listing = segments("Tavion Brelsk", name, listed(name, kind=PartyKind.PERSON))
    assert all(piece.agrees for piece in manifest if piece.text.strip())
    assert Segment("Orrin", agrees=False) in listing


def test_an_explanation_says_what_follows_and_why() -> None:
    """A whole name leads to a hold, a listing out of force to nothing, a pair that is not come upon to nothing."""
    who, whom = party("Tavion Brelsk Orrin", address=Address()), listed("Tavion Brelsk Orrin", kind=PartyKind.PERSON)
    found = compare(who, whom)
    assert explain(who, whom, found, Policy(), Mode.EXPRESS, TODAY).leads_to is Consequence.HOLD
    unseen = explain(who, whom, found, Policy(), Mode.EXPRESS, TODAY, seen=False)
    assert unseen.leads_to is Consequence.NOTHING
    assert "would not find this pair" in unseen.because
    ended = listed(whom.name, kind=whom.kind, terminates=TODAY.replace(year=TODAY.year - 1))
    told = explain(who, ended, found, Policy(), Mode.EXPRESS, TODAY)
    assert (told.leads_to, told.because) == (Consequence.NOTHING, f"the exclusion is not in force on {TODAY}")


def test_a_social_security_number_in_a_name_is_masked() -> None:
    """The text of the manifest is shown without it."""
    whom = listed("Tavion Brelsk Orrin", kind=PartyKind.PERSON)
    manifest, _ = segments("Tavion Brelsk 123-45-6789", whom.name, whom)
    assert "123-45" not in "".join(piece.text for piece in manifest)
