"""Section 3(a): signs that a person whom CBP excluded does business again under a different name or address."""

from datetime import date, datetime, timedelta

from screener.comparison.corroboration import same_premises
from screener.domain.consignment import Party
from screener.domain.decision import Basis, Match, Notice, NoticeKind, Versions, outcome_id
from screener.domain.identifiers import mask
from screener.domain.listed_party import ListedParty
from screener.domain.policy import Policy
from screener.names.normalisation import fold
from screener.names.word_order import in_order

OTHER_NAME = "a different name bears an identifier of a person whom CBP excluded"
OTHER_ADDRESS = "the name of a person whom CBP excluded appears at an address that the list does not know"


def basis_of(party: Party, listed: ListedParty, match: Match) -> Basis | None:
    """The basis of knowledge of a re-establishment, or None where name and address are those that the list knows.

    An exact identifier is knowledge, whether the name or the address is new; a name alone is reason to believe.
    """
    if match.by_identifier and _other_name(party, listed):
        return Basis.KNOWS
    known = [address for address in listed.addresses if address.lines]
    elsewhere = bool(known and party.address.lines) and same_premises(party.address, known) is None
    if not elsewhere:
        return None
    return Basis.KNOWS if match.by_identifier else Basis.REASON_TO_BELIEVE


def _other_name(party: Party, listed: ListedParty) -> bool:
    """Whether the party bears a name, and one that the list does not know in any order of its words."""
    name = in_order(fold(party.name).split())
    known = (listed.name, *(alias.name for alias in listed.aliases))
    return bool(name) and name not in {in_order(fold(each).split()) for each in known}


def due_date(listed: ListedParty, policy: Policy, today: date) -> tuple[date, bool]:
    """When a notice is due, and whether that day has passed: 60 days from publication, or at once where that is over."""
    due = min(listed.publication or today, today) + timedelta(days=policy.notice_days)
    return (due, False) if due >= today else (today, True)


def _words(kind: NoticeKind, party: Party, listed: ListedParty, match: Match) -> str:
    if kind is NoticeKind.REVIEW:
        return "a resemblance that does not reach a hold, for review"
    return OTHER_NAME if match.by_identifier and _other_name(party, listed) else OTHER_ADDRESS


def notice_of(
    kind: NoticeKind,
    basis: Basis,
    party: Party,
    listed: ListedParty,
    match: Match,
    *,
    reporter: str,
    consignment: str,
    policy: Policy,
    versions: Versions,
    now: datetime,
) -> Notice:
    """A notice for CBP; its id stands for (kind, listed party, new identity, reporter), so one identity is told once."""
    name, address = mask(party.name), mask(str(party.address))
    due, late = due_date(listed, policy, now.date()) if kind is NoticeKind.REESTABLISHMENT else (None, False)
    return Notice(
        id=outcome_id("notice", kind, listed.id, fold(party.name), fold(str(party.address)), reporter),
        kind=kind,
        basis=basis,
        listed_party=listed.id,
        listed_name=listed.name,
        reporter=reporter,
        role=party.role,
        party_name=name,
        party_address=address,
        consignment=consignment,
        text=_words(kind, party, listed, match),
        evidence=match.evidence,
        versions=versions,
        decided=now,
        due=due,
        late=late,
        party_identity=match.party_identity,
    )
