"""Suppressions: an officer decides that a party is not a listed party, and exactly that pair matches no more."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from hashlib import blake2b
from unicodedata import category, normalize

from msgspec import Struct

from screener.domain.consignment import Identifier, IdentifierKind, Moment, Party
from screener.domain.decision import UNSUPPRESSED, outcome_id
from screener.domain.identifiers import mask

_SIGNIFICANT = "LMN"
"""Unicode categories of the characters that an identity depends on: letters, marks and numbers."""


def identity_of(party: Party) -> str:
    """The identity of a party in a suppression: a hash of its name, its address and all its numbers.

    Case, spacing, punctuation, role and the order of the numbers do not matter; another address or number is another identity.
    The matcher's normalisation is not used on purpose: it changes from version to version and sees through disguises, but a
    decision that lasts for years must neither lapse with a new version nor cover a spelling that the officer never saw.
    """
    numbers = sorted(_numbers(party))
    return outcome_id("party", _normalised(party.name), _normalised(str(party.address)), *numbers)


def _normalised(text: str) -> str:
    characters = normalize("NFC", text).casefold()
    return " ".join("".join(each if category(each)[0] in _SIGNIFICANT else " " for each in characters).split())


def _numbers(party: Party) -> Iterator[str]:
    yield from (_number(each) for each in party.identifiers)
    if party.phone:
        yield _number(Identifier(IdentifierKind.PHONE, party.phone))
    if party.email:
        yield _number(Identifier(IdentifierKind.EMAIL, party.email))
    if party.account:
        yield f"account:{_normalised(party.account)}"


def _number(given: Identifier) -> str:
    value = "".join(given.value.casefold().split())
    if given.kind is not IdentifierKind.EMAIL:
        value = "".join(character for character in value if character.isalnum())
    return f"{given.kind}:{_normalised(given.country)}:{value}"


def suppression_id(party_identity: str, listed_party: str) -> str:
    """The id of a pair's suppression: each pair has at most one."""
    return outcome_id("suppression", party_identity, listed_party)


class Suppression(Struct, frozen=True, omit_defaults=True):
    """`suppressions`, key: its id. An officer decided that a party is not a listed party; a tombstone revokes it.

    It silences this pair alone. It ends by itself when either side changes: the listed party's id hashes its record,
    `party_identity` the party's name, address and numbers.
    """

    id: str
    """Hash of the pair, so that each pair has at most one suppression."""
    party_identity: str
    """Hash of the party's name, address and numbers, as holds and notices carry it."""
    party_name: str
    """Name of the party, for people to read, social security numbers masked."""
    listed_party: str
    """Id of the listed party."""
    listed_name: str
    """Name of the listed party, for people to read."""
    officer: str
    """The officer who decided."""
    reason: str
    """The officer's reason."""
    decided: Moment
    """When it was decided, RFC 3339."""
    until: date | None = None
    """Last day on which it applies, `YYYY-MM-DD`; absent where it applies until it is revoked."""

    def in_force(self, day: date) -> bool:
        """Whether it applies on `day`; its last day counts."""
        return self.until is None or day <= self.until


def suppression(
    party_identity: str,
    party_name: str,
    listed_party: str,
    listed_name: str,
    *,
    officer: str,
    reason: str,
    decided: Moment,
    until: date | None = None,
) -> Suppression:
    """A suppression of a pair, with its id; social security numbers in names and in the officer's words are masked."""
    return Suppression(
        suppression_id(party_identity, listed_party),
        party_identity,
        mask(party_name),
        listed_party,
        mask(listed_name),
        mask(officer),
        mask(reason),
        decided,
        until,
    )


class Suppressions:
    """All suppressions of one version. Immutable: a decision or a revocation makes a new value.

    The version hashes pairs and dates, since screening depends on nothing else of them.
    """

    __slots__ = ("_by_id", "version")

    def __init__(self, given: Iterable[Suppression] = ()) -> None:
        self._by_id: Mapping[str, Suppression] = {each.id: each for each in given}
        self.version = _version(self._by_id.values()) if self._by_id else UNSUPPRESSED

    def __len__(self) -> int:
        return len(self._by_id)

    def __iter__(self) -> Iterator[Suppression]:
        return iter(self._by_id.values())

    def of_pair(self, party_identity: str, listed_party: str, day: date) -> Suppression | None:
        """The suppression in force on `day` of a party and a listed party, or None."""
        found = self._by_id.get(suppression_id(party_identity, listed_party)) if self._by_id else None
        return found if found is not None and found.in_force(day) else None


NO_SUPPRESSIONS = Suppressions()


def _version(given: Iterable[Suppression]) -> str:
    digest = blake2b(digest_size=8)
    for line in sorted(f"{each.id} {each.until}\n" for each in given):
        digest.update(line.encode())
    return digest.hexdigest()
