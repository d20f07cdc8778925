"""Telephone numbers and e-mail addresses have one form, whatever the spelling."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screener.domain.contact import e164, mailbox


@pytest.mark.parametrize(
    ("phone", "country", "canonical"),
    [
        ("(937) 555-0100", "US", "+19375550100"),
        ("+1 937-555-0100", "", "+19375550100"),
        ("001 937 555 0100", "", "+19375550100"),
        ("01 40 00 00 00", "FR", "+33140000000"),
        ("937 555 0100", "", ""),
        ("12", "US", ""),
        ("call me", "US", ""),
        ("", "US", ""),
    ],
)
def test_a_telephone_number_has_one_form(phone: str, country: str, canonical: str) -> None:
    """All spellings of a number are equal in E.164; one that cannot be dialled, or whose country is unknown, is empty."""
    assert e164(phone, country) == canonical


@pytest.mark.parametrize(
    ("email", "canonical"),
    [
        ("Ada+shop@Example.org", "ada@example.org"),
        ("<mailto:ada@example.org>", "ada@example.org"),
        ("a.d.a@gmail.com", "ada@gmail.com"),
        ("a.d.a@example.org", "a.d.a@example.org"),
        ("ada@localhost", ""),
        ("ada", ""),
        ("", ""),
    ],
)
def test_an_e_mail_address_has_one_form(email: str, canonical: str) -> None:
    """Case, tag and dots that the provider ignores do not matter; what is no address is empty."""
    assert mailbox(email) == canonical


@given(st.text(max_size=80), st.text(max_size=3))
def test_any_text_can_be_read(text: str, country: str) -> None:
    """A filer may write anything: the result is a number or an address, or empty."""
    assert e164(text, country) == "" or e164(text, country).startswith("+")
    assert mailbox(text) == "" or "@" in mailbox(text)


@given(st.from_regex(r"[a-z]{1,8}(\+[a-z]{1,4})?@[a-z]{1,8}\.(com|org)", fullmatch=True))
def test_a_canonical_address_stays_as_it_is(email: str) -> None:
    """Reading the canonical form again changes nothing."""
    assert mailbox(mailbox(email)) == mailbox(email) != ""
