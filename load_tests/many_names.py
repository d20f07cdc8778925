"""Lists of hundreds of thousands of invented names that nobody in the traffic bears."""

from collections.abc import Iterator
from itertools import count, islice
from random import Random

import msgspec

from screener.decision import outcome_id
from screener.listed import ListedParty

SEED = 400
SYLLABLES = tuple(consonant + vowel for consonant in ("ZH", "KV", "XL", "TZ", "GW", "PF") for vowel in "AEIOUY")
ENDS = ("X", "QK", "VZ", "RJ", "THK")
WORDS, LENGTH = (2, 3), (2, 3)
"""Words of a name, and syllables of a word, at least and at most."""


def many_parties(like: ListedParty, number: int) -> Iterator[ListedParty]:
    """So many parties of the list of `like`, each with a name of its own, the same every time."""
    for name in islice(_names(Random(SEED)), number):
        yield msgspec.structs.replace(
            like, id=f"{like.list}:{outcome_id(name)}", name=name, aliases=(), addresses=(), identifiers=(), births=()
        )


def _names(rng: Random) -> Iterator[str]:
    seen: set[str] = set()
    for _ in count():
        name = " ".join(_word(rng) for _ in range(rng.randint(*WORDS)))
        if name not in seen:
            seen.add(name)
            yield name


def _word(rng: Random) -> str:
    return "".join(rng.choice(SYLLABLES) for _ in range(rng.randint(*LENGTH))) + rng.choice(ENDS)
