"""Lists of hundreds of thousands of invented names, shaped like SAM and OFAC, that match no traffic.

Two names a party, 3.3 words and 21 letters a name, some common words and many rare ones.
"""

from collections.abc import Iterator
from itertools import islice
from random import Random

import msgspec

from screener.domain.decision import outcome_id
from screener.domain.listed_party import Alias, ListedParty

SEED = 400
FIRST, LETTERS = "QXZ", "ABDEGIKLMNORSTUVWYZ"
LENGTHS = (3, 4, 5, 6)
"""Letters of a word after the first."""
WORDS = (2, 3, 3, 3, 4, 5)
VOCABULARY, SKEW = 150_000, 4.0
NAMES = 2
"""Of each party."""


def many_parties(like: ListedParty, names: int) -> Iterator[ListedParty]:
    """Parties like `like` with `names` distinct names together, the same every time."""
    made = _names(Random(SEED))
    while own := list(islice(made, min(NAMES, names))):
        names -= len(own)
        aliases = tuple(Alias(each) for each in own[1:])
        identity = f"{like.list}:{outcome_id(own[0])}"
        yield msgspec.structs.replace(like, id=identity, name=own[0], aliases=aliases, identifiers=(), births=())


def _names(rng: Random) -> Iterator[str]:
    words = [_word(rng) for _ in range(VOCABULARY)]
    seen: set[str] = set()
    while True:
        name = " ".join(words[int(VOCABULARY * rng.random() ** SKEW)] for _ in range(rng.choice(WORDS)))
        if name not in seen:
            seen.add(name)
            yield name


def _word(rng: Random) -> str:
    return rng.choice(FIRST) + "".join(rng.choices(LETTERS, k=rng.choice(LENGTHS)))
