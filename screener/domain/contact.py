"""Canonical forms of telephone numbers and e-mail addresses, in which two spellings are equal."""

from functools import lru_cache

MAXIMUM_LENGTH = 60
"""Characters of a number that are read."""


@lru_cache(maxsize=4_096)
def e164(phone: str, country: str = "") -> str:
    """A telephone number in E.164 format, `+19375550100`; empty if `phone` is no number that could be dialled.

    Without `+` or `00` it is read as a national number of `country` (ISO 3166-1 alpha-2); without a country it is empty.
    """
    import phonenumbers  # noqa: PLC0415 - slow to import, and seldom needed

    text = f"+{phone.strip()[2:]}" if phone.strip().startswith("00") else phone
    try:
        number = phonenumbers.parse(text[:MAXIMUM_LENGTH], country or None)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


DOTS_IGNORED = frozenset({"gmail.com", "googlemail.com"})
"""Providers that ignore dots in the local part of an address."""


def mailbox(email: str) -> str:
    """An e-mail address in lower case without its tag (`Ada+shop@Example.org` -> `ada@example.org`); empty if it is none."""
    user, at, domain = email.strip().strip("<>").casefold().removeprefix("mailto:").rpartition("@")
    user, domain = user.split("+", 1)[0], domain.rstrip(".")
    if not (at and user and "." in domain):
        return ""
    return f"{user.replace('.', '') if domain in DOTS_IGNORED else user}@{domain}"
