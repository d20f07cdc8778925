"""Telephone numbers and e-mail addresses in one form, so that two spellings of one are equal."""

from functools import lru_cache

LONGEST = 60
"""Characters of a number that are read."""


@lru_cache(maxsize=4_096)
def e164(phone: str, country: str = "") -> str:
    """A telephone number as ITU-T E.164 writes it, `+19375550100`; empty where it is none that could be dialled.

    Without `+` or `00` it is read as a number of `country` (ISO 3166 alpha-2), and cannot be read without one.
    """
    import phonenumbers  # noqa: PLC0415 - only where a name matched and both sides give a number

    text = f"+{phone.strip()[2:]}" if phone.strip().startswith("00") else phone
    try:
        number = phonenumbers.parse(text[:LONGEST], country or None)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


UNDOTTED = frozenset({"gmail.com", "googlemail.com"})
"""Providers that read a mailbox without its dots."""


def mailbox(email: str) -> str:
    """An e-mail address in lower case and without a tag (`Ada+shop@Example.org` -> `ada@example.org`); empty where it is none."""
    user, at, domain = email.strip().strip("<>").casefold().removeprefix("mailto:").rpartition("@")
    user, domain = user.split("+", 1)[0], domain.rstrip(".")
    if not (at and user and "." in domain):
        return ""
    return f"{user.replace('.', '') if domain in UNDOTTED else user}@{domain}"
