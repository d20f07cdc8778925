"""Keeps the candidates that are worth a full comparison."""

from functools import cache
from itertools import product

import numpy as np
from numpy.typing import NDArray

from screener.kernels.hashing import empty_table, insert_strings
from screener.kernels.may_match import ANY_EDITS, Candidates, judge
from screener.kernels.packed_strings import Bytes, Ids, PackedStrings
from screener.kernels.word_pairs import ALL_RULES, Vocabulary, insert_pairs
from screener.names.distinctive_words import STOPWORDS
from screener.names.nicknames import GIVEN_NAME_VARIANTS
from screener.names.phonetic_codes import NameKeys, phonetic_codes
from screener.names.word_lists import PARTICLES

_SHORT_STOPWORD = 2


def may_match(
    texts: NameKeys, names: NameKeys, pairs: Ids, how: Bytes, edits: Bytes | None = None, rules: int = ALL_RULES
) -> NDArray[np.bool_]:
    """For each row (text, name) of `pairs` whether the full comparison may find that they match.

    It may where one has every word of the other, and where the words that are left are alike, one by one or run together; unless judged
    by `Strictness.LENIENT`, the words without a counterpart must not outweigh the rest, as they would in the score. Names of
    extraordinary length are kept. `how` holds the bits of `Candidates`. A row with `edits` other than `ANY_EDITS` is kept only where the
    words that are left, run together in any order, sound alike but for so many edits. `rules` are the bits of the `Rule`s that
    apply.
    """
    kept = np.empty(len(pairs), np.bool_)
    edits = np.full(len(pairs), ANY_EDITS, np.uint8) if edits is None else edits
    candidates = Candidates(pairs, how, edits)
    judge(
        (*texts.letters.buffers, *texts.codes.buffers),
        (*names.letters.buffers, *names.codes.buffers),
        candidates,
        _vocabulary(),
        rules,
        kept,
    )
    return kept


@cache
def _vocabulary() -> Vocabulary:
    """All pairs of names that one person may bear, and stopwords, alone and after a particle or a short one."""
    pairs = [(left, right) for left, others in GIVEN_NAME_VARIANTS.items() for right in others]
    short = sorted(word for word in STOPWORDS if len(word) == _SHORT_STOPWORD)
    stopwords = phonetic_codes(
        PackedStrings.of(
            [
                *STOPWORDS,
                *map("".join, product(PARTICLES, [*PARTICLES, *short])),
                *map("".join, product(short, PARTICLES)),
            ]
        )
    )
    vocabulary = Vocabulary(empty_table(len(pairs)), empty_table(len(stopwords)))
    left, right = (PackedStrings.of(list(words)) for words in zip(*pairs, strict=True))
    insert_pairs(left.buffers, right.buffers, vocabulary.nicknames)
    insert_strings(stopwords.buffers, vocabulary.stopwords)
    return vocabulary
