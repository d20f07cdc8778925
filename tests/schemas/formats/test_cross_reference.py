"""SAM's cross-references, read as aliases."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.formats.cross_reference import aliases, name_and_duns, split_names
from screener.domain.listed_party import AliasKind, PartyKind
from screener.names.normalisation import normalise


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("(also ORION LLC, VEGA TRUST)", ("ORION LLC", "VEGA TRUST")),
        ("(also ORION, INC., JOHN VEGA, JR.)", ("ORION, INC.", "JOHN VEGA, JR.")),
        ("(also ORION VEGA, S.A. DE C.V.)", ("ORION VEGA, S.A. DE C.V.",)),
        ("(also  ORION  WORKS,  VEGA  WORKS)", ("ORION WORKS", "VEGA WORKS")),
        ("(also ORION BANK, PUBLIC JOINT STOCK COMPANY)", ("ORION BANK, PUBLIC JOINT STOCK COMPANY",)),
        ("(also ORION SCHOOL, BOSNIA AND HERZEGOVINA)", ("ORION SCHOOL, BOSNIA AND HERZEGOVINA",)),
        ("(also VEGA, & SONS, P.C.)", ("VEGA, & SONS, P.C.",)),
        ("(also ORION (VEGA) LTD.)", ("ORION (VEGA) LTD.",)),
        ("(also ORION, ORION, Orion)", ("ORION",)),
        ("(also ORION ,, VEGA", ("ORION", "VEGA")),
        ('(also OPEN COMPANY ""ORION VEGA"")""', ("OPEN COMPANY ORION VEGA",)),
        ("ORION WORKS", ("ORION WORKS",)),
        ("", ()),
    ],
)
def test_names_keep_their_own_commas(text: str, names: tuple[str, ...]) -> None:
    """A comma separates two names, unless what follows is not a name by itself."""
    assert split_names(text) == names


def test_located_names_lose_their_address() -> None:
    """`NAME (DUNS)- ADDRESS,CCC` is one name, its address no alias."""
    text = "(also ORION GMBH (123456789)- RING 1 , LINZ ,4020,AUT, VEGA ROAD WORKS)"
    found = aliases(text, "ALTAIR", PartyKind.FIRM)
    assert [alias.name for alias in found] == ["ORION GMBH", "VEGA ROAD WORKS"]
    assert name_and_duns("ORION GMBH (123456789)- RING 1 , LINZ ,AUT") == ("ORION GMBH", "123456789")
    assert name_and_duns("ORION GMBH") == ("ORION GMBH", "")


def test_weak_aliases_are_marked() -> None:
    """A surname and a given name between commas look like two names, so they become two weak aliases."""
    found = aliases("(also VEGA, ORIONA, ORIONA VEGA)", "ALTAIR WORKS", PartyKind.FIRM)
    assert [(alias.name, alias.weak) for alias in found] == [("VEGA", True), ("ORIONA", True), ("ORIONA VEGA", False)]
    assert {alias.kind for alias in found} == {AliasKind.CROSS_REFERENCE}


def test_the_party_is_no_alias_of_itself() -> None:
    """The record's own name, a repeat in other letters and a placeholder are dropped."""
    found = aliases("(also Altaïr Works, ****, VEGA ROAD, Vega Road *)", "ALTAIR WORKS", PartyKind.FIRM)
    assert [alias.name for alias in found] == ["VEGA ROAD"]


NAME_LIKE = st.lists(
    st.sampled_from(
        ["ORION", "VEGA", "INC.", ",", ", ", "LLC", "(", ")", "JR.", "  ", "S.A.", "also", "(123456789)- A ,USA", "é"]
    )
).map("".join)


@given(st.one_of(st.text(), NAME_LIKE))
def test_no_word_is_lost(text: str) -> None:
    """Every word of any cross-reference is in one of the names."""
    kept = {word for name in split_names(text) for word in normalise(name).split()}
    assert {
        word for word in normalise(text.replace('"', " ").replace(",", " , ")).split() if word != "also"
    } <= kept | {"also"}


@given(NAME_LIKE)
def test_aliases_are_never_doubled(text: str) -> None:
    """No two aliases of a party fold to the same name."""
    forms = [normalise(alias.name) for alias in aliases(text, "ORION", PartyKind.OTHER)]
    assert len(forms) == len(set(forms))
    assert "orion" not in forms
