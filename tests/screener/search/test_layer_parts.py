"""A layer is built in parts, and what is built does not depend on how many there are."""

import numpy as np
import pytest

from screener.domain.listed_party import ListedParty, PartyKind
from screener.kernels.may_match import NAME_LACKS_STOPWORDS, Strictness
from screener.kernels.packed_strings import PackedStrings
from screener.search import layer_parts
from screener.search.layer_parts import compared_names, letters_of, ngram_index, parts_of
from screener.search.layers import Layer
from screener.search.name_entries import entries_of
from screener.search.search_texts import SearchTexts
from tests.support.builders import listed

PARTIES: list[ListedParty] = [
    *(listed(f"{first} {last}", kind=PartyKind.PERSON) for first in ("BILL", "MIRA") for last in ("KASTOV", "ODANA")),
    *(listed(f"{name} TRADING LLC", kind=PartyKind.FIRM) for name in ("ORVANIK", "BRELSK", "QUORL")),
]
TEXTS = ["mira kastov", "william kastov", "orvanik tradng", "brelsk trading", "somebody else"]


def layer() -> Layer:
    return Layer.of(entries_of(PARTIES, 0), 0, PARTIES)


def test_a_layer_of_many_parts_finds_what_one_of_one_part_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Names that several parts have are found in each."""
    texts = SearchTexts.of(PackedStrings.of(TEXTS))
    at_once = layer().hits(texts)
    monkeypatch.setattr(layer_parts, "PART_SIZE", 2)
    assert layer().hits(texts) == at_once
    assert {text for text, _ in at_once} == {0, 1, 2, 3}


def test_every_spelling_leads_to_its_entries() -> None:
    """A person and a firm of one name share a spelling."""
    parties = [listed("ORVANIK KASTOV", kind=kind) for kind in (PartyKind.PERSON, PartyKind.FIRM)]
    entries = [(entry, parties[entry.party].kind) for entry in entries_of(parties, 0)]
    index, offsets, ids = ngram_index(parts_of(entries))
    spellings = [index.keys.letters[at] for at in range(len(index.keys.letters))]
    at = spellings.index("orvanik kastov")
    assert ids[offsets[at] : offsets[at + 1]].tolist() == [0, 1]


def test_compared_names_know_what_was_left_out() -> None:
    """Forms are significant words; a legal form that was left out is a flag, and strictness is found out once."""
    entries = [(entry, PARTIES[entry.party].kind) for entry in entries_of(PARTIES, 0)]
    compared = compared_names(parts_of(entries), [kind for _, kind in entries])
    form = int(compared.of_entry[-1])
    assert compared.keys.letters[form] == "quorl trading"
    assert compared.flags[form] == NAME_LACKS_STOPWORDS
    assert compared.people.tolist() == [True] * 4 + [False] * 3
    assert compared.strictness(np.array([form], np.int32)).tolist()[0] in set(Strictness)
    assert compared.known_strictness[form] in set(Strictness)
    assert compared.size > 0


def test_letters_are_counted_without_spaces() -> None:
    """Of each name."""
    assert letters_of(PackedStrings.of(["orion kade", "", "a b c"])).tolist() == [9, 0, 3]
