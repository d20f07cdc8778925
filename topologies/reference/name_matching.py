"""One party explained against the lists in force, against lists from files, or against a single listed name."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec
from msgspec import Struct

from screener.domain.consignment import Party
from screener.domain.listed_party import ListedParty, ListName, PartyKind
from screener.domain.policy import Policy
from screener.matching.explanation import Explanation, Terms, explain
from screener.matching.finder import find
from screener.matching.scoring import compare
from screener.names.name_quality import is_weak
from screener.names.normalisation import normalise
from screener.names.word_lists import GENERIC, LEGAL_FORMS
from screener.search.watchlist import Watchlist
from topologies.kafka.compacted_topics import each_record
from topologies.reference.control_topics import ListsInForce, PolicyInForce
from topologies.reference.files import reference_of
from topologies.settings import Settings, UsageError
from topologies.topics import POLICY, WATCHLIST, Topic

AGAINST = "against"
"""The id of a listed party that was given as a name."""

FIRM_WORDS = LEGAL_FORMS | GENERIC


class ListsAndPolicy(Struct, frozen=True):
    """What a name is matched against, and by which policy. `refused` counts records by topic that could not be read."""

    watchlist: Watchlist
    policy: Policy
    refused: Mapping[str, int] = {}


def lists_of_files(lists: Sequence[Path], policy_file: Path | None) -> ListsAndPolicy:
    """The lists of files, and the policy of a file or the built-in one. Raises `UsageError`."""
    reference = reference_of(lists, policy=policy_file)
    return ListsAndPolicy(reference.watchlist, reference.policy)


def lists_in_force(settings: Settings, policy_file: Path | None) -> ListsAndPolicy:
    """The lists and the policy on their topics; a policy from a file counts instead. Raises `UsageError`.

    Records are read in the order in which they were written, as a worker does: one that cannot be read leaves the
    earlier one in force.
    """
    lists, policy = ListsInForce(), PolicyInForce()
    refused = {WATCHLIST.name: _read(WATCHLIST, lists, settings), POLICY.name: _read(POLICY, policy, settings)}
    if lists.incomplete():
        raise UsageError(f"{lists.incomplete()} (`screener lists status` tells more)")
    own_policy = reference_of((), policy=policy_file).policy if policy_file else policy.policy
    return ListsAndPolicy(lists.watchlist(settings.party_cache), own_policy, refused)


def explain_matches(party: Party, watchlist: Watchlist, terms: Terms) -> list[Explanation]:
    """Each listed party that the party matches, the best first, explained."""
    findings = find([party], watchlist).get(0, ())
    return [explain(party, watchlist.parties[each.listed], each, terms) for each in findings]


def explain_against(party: Party, name: str, kind: PartyKind | None, terms: Terms) -> Explanation:
    """How the party compares with one listed name, matching or not. Its kind is told by its words if none is given."""
    kind = kind or kind_of(name)
    listed = ListedParty(AGAINST, ListName.SAM, name, kind, weak_name=is_weak(name, kind))
    seen = bool(find([party], Watchlist([listed])))
    return explain(party, listed, compare(party, listed), terms, seen=seen)


def kind_of(name: str) -> PartyKind:
    """A firm if a legal form or a generic word of trade is in the name, else a person."""
    return PartyKind.PERSON if FIRM_WORDS.isdisjoint(normalise(name).split()) else PartyKind.FIRM


def _read(topic: Topic, reader: ListsInForce | PolicyInForce, settings: Settings) -> int:
    """Apply the records of a topic; the number of those that cannot be read."""
    refused = 0
    for key, value in each_record(settings.kafka_bootstrap, topic.name, connect_seconds=settings.connect_seconds):
        try:
            reader.apply(key, value)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            refused += 1
    return refused
