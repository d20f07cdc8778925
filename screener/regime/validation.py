"""What a manifest must declare, in the error codes that filers' systems already know.

Express: 19 CFR 128.21 and ACAS (19 CFR 122.48b). Postal: 19 CFR 145.73 and 145.74.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from screener.domain.consignment import Consignment, IdentifierKind, Party, PartyRole
from screener.domain.countries import COUNTRIES
from screener.domain.errors import ErrorCode, Problem, problem
from screener.domain.identifiers import is_importer_number, shown
from screener.domain.manifest import Manifest
from screener.regime.declared_fields import FieldRules
from screener.regime.descriptions import description_problems, is_meaningless
from screener.regime.party_search import Mention
from screener.search.generational_cache import GenerationalCache

MAX_NAME_LENGTH = 1_000


class PartyCodes(NamedTuple):
    """The codes of a required party that is missing, or lacks its name, its street address or its country."""

    party: ErrorCode
    name: ErrorCode
    address: ErrorCode
    country: ErrorCode


REQUIRED_PARTIES: dict[PartyRole, PartyCodes] = {
    PartyRole.SHIPPER: PartyCodes(
        ErrorCode.MISSING_SHP_LINE,
        ErrorCode.MISSING_SHP_NAME,
        ErrorCode.MISSING_SHP_ADDR,
        ErrorCode.MISSING_SHP_CTRY,
    ),
    PartyRole.CONSIGNEE: PartyCodes(
        ErrorCode.MISSING_CNE_LINE,
        ErrorCode.MISSING_CNE_NAME,
        ErrorCode.MISSING_CNE_ADDR,
        ErrorCode.MISSING_CNE_CTRY,
    ),
}
"""Shipper and consignee are required in both modes; of any other party only a name is."""


class Problems(NamedTuple):
    """What is wrong with the parties and with the consignments of a manifest, these by index; what is sound is in neither."""

    by_party: Mapping[Party, Sequence[Problem]]
    by_consignment: Mapping[int, Sequence[Problem]]


def validate(
    manifest: Manifest, parties: Iterable[Mention], descriptions: GenerationalCache[str, bool], today: date
) -> Problems:
    """The problems of each party and of each consignment that has any; a consignment's include those of its parties.

    Only `parties` are checked: every other party of the manifest is known to be sound. `descriptions` remembers which
    descriptions of goods are sound.
    """
    by_party = {
        party: found
        for party in {party for _, party in parties}
        if not is_obviously_sound(party) and (found := party_problems(party))
    }
    rules = FieldRules(manifest.mode, today)
    doubtful = set(_not_obviously_sound(manifest, rules, descriptions)).union(manifest.problems)
    if by_party:
        doubtful.update(index for index, party in parties if party in by_party)
    all_problems = (
        (index, consignment_problems(manifest.consignments[index], by_party, manifest.problems.get(index, ()), rules))
        for index in doubtful
    )
    return Problems(by_party, {index: found for index, found in all_problems if found})


def _not_obviously_sound(
    manifest: Manifest, rules: FieldRules, descriptions: GenerationalCache[str, bool]
) -> list[int]:
    """The indices of the consignments that may lack a party, a description or a field: a fast test for the hot path."""
    for description in {each.description for each in manifest.consignments}.difference(descriptions.recent):
        descriptions.put(description, not description_problems(description))
    described, passes = descriptions.recent.get, rules.passes
    return [
        index
        for index, each in enumerate(manifest.consignments)
        if not (
            len(each.parties) > 1
            and each.parties[0].role is PartyRole.SHIPPER
            and each.parties[1].role is PartyRole.CONSIGNEE
            and described(each.description) is True
            and passes(each)
        )
    ]


def consignment_problems(
    consignment: Consignment[Party],
    by_party: Mapping[Party, Sequence[Problem]],
    decoding_problems: Sequence[Problem],
    rules: FieldRules,
) -> list[Problem]:
    """Everything that is wrong with a consignment; a field that already has a problem gets no second one."""
    found = [each for party in consignment.parties for each in by_party.get(party, ())]
    found += decoding_problems
    found += missing_party_problems(consignment.parties)
    found += description_problems(consignment.description)
    fields = {each.field for each in found}
    return [*found, *(each for each in rules.problems(consignment) if each.field not in fields)]


def missing_party_problems(parties: Iterable[Party]) -> list[Problem]:
    """A problem for each required party that is not named at all."""
    present = {party.role for party in parties}
    return [
        problem(codes.party, "parties", "", f"name the {role}")
        for role, codes in REQUIRED_PARTIES.items()
        if role not in present
    ]


def party_problems(party: Party) -> tuple[Problem, ...]:
    """What is wrong with a party on its own: what it must have is missing, or what it has is malformed."""
    return (*_missing(party), *_malformed(party))


def is_obviously_sound(party: Party) -> bool:
    """A fast test for the hot path: a party that passes has no problem, one that does not may have one."""
    name, address = party.name, party.address
    return (
        1 < len(name) <= MAX_NAME_LENGTH
        and name[0] != name[1]
        and name[0].isalpha()
        and bool(address.lines)
        and not address.lines[0].isspace()
        and address.lines[0] != ""
        and address.country in COUNTRIES
        and not party.identifiers
    )


def _missing(party: Party) -> Iterator[Problem]:
    where, address = f"parties[{party.role}]", party.address
    codes = REQUIRED_PARTIES.get(party.role)
    if not party.name.strip():
        if codes is None:
            yield problem(ErrorCode.INVALID_NAME, f"{where}.name", party.name, "give the name of the party")
        else:
            yield problem(codes.name, f"{where}.name", party.name, "give the full name")
    if codes is None:
        return
    if not any(line.strip() for line in address.lines):
        yield problem(codes.address, f"{where}.address.lines", "", "give the street address")
    if not address.country:
        yield problem(codes.country, f"{where}.address.country", "", "give the country as an ISO 3166 two-letter code")


def _malformed(party: Party) -> Iterator[Problem]:
    where, name, country = f"parties[{party.role}]", party.name, party.address.country
    if name.strip() and is_meaningless(name):
        remedy = "give a name that is more than digits, symbols or one repeated character"
        yield problem(ErrorCode.INVALID_NAME, f"{where}.name", name, remedy)
    if len(name) > MAX_NAME_LENGTH:
        remedy = f"give a name of at most {MAX_NAME_LENGTH} characters"
        yield problem(ErrorCode.INVALID_NAME, f"{where}.name", name, remedy)
    if country and country not in COUNTRIES:
        yield problem(ErrorCode.INVALID_COUNTRY, f"{where}.address.country", country, "use an ISO 3166 two-letter code")
    for each in party.identifiers:
        if each.kind is IdentifierKind.IMPORTER_NUMBER and not is_importer_number(each.value):
            remedy = "use NN-NNNNNNNXX, NNN-NN-NNNN or YYDDPP-NNNNN"
            yield problem(ErrorCode.INVALID_IMPORTER_NBR, f"{where}.identifiers", shown(each), remedy)
