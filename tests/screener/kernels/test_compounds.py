"""Words that are run together are recognised."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from screener.comparison.phonetic_form import phonetic_form
from screener.kernels.compounds import are_in_sequence
from screener.kernels.distances import LONGEST
from screener.kernels.hashing import empty_table
from screener.kernels.packed_strings import PackedStrings
from screener.kernels.word_pairs import ALL_RULES, NamePair, Vocabulary
from screener.kernels.word_spans import WORD, NameWords, Span, Word
from screener.names.phonetic_codes import NameKeys

SPELLINGS = st.sampled_from(
    [
        *"abdefghiklmnoprstuvwyz",
        "sch sh s",
        "x s",
        "hs s",
        "ph f",
        "ch kh k",
        "ck c q",
        "tz ts z s",
        "th t",
        "dh d",
        "oo u ou",
        "ai ae e",
        "j y i",
    ]
)


@settings(max_examples=400)
@given(st.lists(st.lists(SPELLINGS, min_size=1, max_size=5), min_size=2, max_size=3), st.data())
def test_words_run_together_are_recognised_however_they_are_spelled(
    parts: list[list[str]], data: st.DataObject
) -> None:
    """What the full comparison takes for words run together, heard alike and spelled otherwise, has their sounds in a row."""

    def spelled_somehow() -> list[str]:
        return ["".join(data.draw(st.sampled_from(sound.split())) for sound in part) for part in parts]

    words, whole = spelled_somehow(), "".join(spelled_somehow())
    if phonetic_form("".join(words)) == phonetic_form(whole):
        names = NameKeys.of(PackedStrings.of([*words, whole]))
        records = np.empty(len(names.letters), WORD)
        records["begin"], records["end"] = names.letters.offsets[:-1], names.letters.offsets[1:]
        records["code_begin"], records["code_end"] = names.codes.offsets[:-1], names.codes.offsets[1:]
        nothing = Vocabulary(empty_table(0), empty_table(0))
        pair = NamePair(
            names.letters.data,
            names.codes.data,
            np.zeros(256, np.uint64),
            np.empty(LONGEST, np.uint8),
            nothing,
            ALL_RULES,
        )
        begin, end, code_begin, code_end = records[-1].item()
        compound = Word(Span(begin, end), Span(code_begin, code_end))
        assert are_in_sequence(pair, compound, NameWords(records, len(words), 0), Span(0, len(words)))
