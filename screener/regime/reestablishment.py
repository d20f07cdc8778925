"""EO 13904 section 3(a): signs that a person whom CBP excluded does business again under a different name or address."""

from datetime import date, timedelta
from typing import NamedTuple

from screener.comparison.corroboration import same_premises
from screener.domain.consignment import Mode, Party
from screener.domain.decision import Basis, Match, Notice, NoticeKind, outcome_id
from screener.domain.identifiers import mask
from screener.domain.listed_party import ListedParty
from screener.domain.policy import Policy
from screener.names.normalisation import normalise
from screener.names.word_order import sorted_words
from screener.regime.context import ScreeningContext

OTHER_NAME = "a different name with an identifier of a person whom CBP excluded"
OTHER_ADDRESS = "the name of a person whom CBP excluded, at an address that is not on the list"
FOR_REVIEW = "a match whose score is too low for a hold, for review"


class MatchedParty(NamedTuple):
    """A party of a consignment, the listed party that it matches, and the match itself."""

    party: Party
    listed: ListedParty
    match: Match


class Filing(NamedTuple):
    """How a consignment was filed: its mode, the filer who reports it, and its key."""

    mode: Mode
    reporter: str
    consignment: str


def basis_of(matched: MatchedParty) -> Basis | None:
    """The basis of knowledge of a re-establishment, or None where the list has both the name and the address.

    An exact identifier is knowledge, whether the name or the address is new; a name alone is reason to believe.
    """
    party, listed, match = matched
    if match.by_identifier and _has_other_name(party, listed):
        return Basis.KNOWS
    known = [address for address in listed.addresses if address.lines]
    elsewhere = bool(known and party.address.lines) and same_premises(party.address, known) is None
    if not elsewhere:
        return None
    return Basis.KNOWS if match.by_identifier else Basis.REASON_TO_BELIEVE


def _has_other_name(party: Party, listed: ListedParty) -> bool:
    """Whether the party has a name, and the list has none of the same words in any order."""
    name = sorted_words(normalise(party.name).split())
    known = (listed.name, *(alias.name for alias in listed.aliases))
    return bool(name) and name not in {sorted_words(normalise(each).split()) for each in known}


def due_date(listed: ListedParty, policy: Policy, today: date) -> tuple[date, bool]:
    """When a notice is due, and whether it is late.

    It is due `policy.notice_days` (the order says 60) after the listed party was published; where that day has passed, it is due
    today and late.
    """
    due = min(listed.publication or today, today) + timedelta(days=policy.notice_days)
    return (due, False) if due >= today else (today, True)


def _text(kind: NoticeKind, matched: MatchedParty) -> str:
    if kind is NoticeKind.REVIEW:
        return FOR_REVIEW
    other_name = matched.match.by_identifier and _has_other_name(matched.party, matched.listed)
    return OTHER_NAME if other_name else OTHER_ADDRESS


def notice_of(
    kind: NoticeKind, basis: Basis, matched: MatchedParty, filing: Filing, context: ScreeningContext
) -> Notice:
    """A notice for CBP. Its id hashes kind, listed party, new identity and reporter: each reporter reports an identity once."""
    party, listed, match = matched
    name, address = mask(party.name), mask(str(party.address))
    is_dated = kind is NoticeKind.REESTABLISHMENT
    due, late = due_date(listed, context.policy, context.today) if is_dated else (None, False)
    return Notice(
        id=outcome_id("notice", kind, listed.id, normalise(party.name), normalise(str(party.address)), filing.reporter),
        kind=kind,
        basis=basis,
        listed_party=listed.id,
        listed_name=listed.name,
        reporter=filing.reporter,
        role=party.role,
        party_name=name,
        party_address=address,
        consignment=filing.consignment,
        text=_text(kind, matched),
        evidence=match.evidence,
        versions=context.versions,
        decided=context.now,
        due=due,
        late=late,
        party_identity=match.party_identity,
    )
