"""The error codes a filer may get, and the problem that bears one."""

from enum import StrEnum

from msgspec import Struct

from screener.domain.identifiers import mask


class ErrorCode(StrEnum):
    """CAMIR codes (a filer's system already knows them) and, after them, this screener's own."""

    MISSING_HOUSE_BILL_NBR = "MISSING_HOUSE_BILL_NBR"
    INVALID_HOUSE_BILL_NBR = "INVALID_HOUSE_BILL_NBR"
    MISSING_SHP_LINE = "MISSING_SHP_LINE"
    MISSING_SHP_NAME = "MISSING_SHP_NAME"
    MISSING_SHP_ADDR = "MISSING_SHP_ADDR"
    MISSING_SHP_CTRY = "MISSING_SHP_CTRY"
    MISSING_CNE_LINE = "MISSING_CNE_LINE"
    MISSING_CNE_NAME = "MISSING_CNE_NAME"
    MISSING_CNE_ADDR = "MISSING_CNE_ADDR"
    MISSING_CNE_CTRY = "MISSING_CNE_CTRY"
    MISSING_CARGO_DESC = "MISSING_CARGO_DESC"
    MISSING_BILL_QTY = "MISSING_BILL_QTY"
    INVALID_BILL_QTY = "INVALID_BILL_QTY"
    MISSING_WEIGHT = "MISSING_WEIGHT"
    INVALID_WEIGHT = "INVALID_WEIGHT"
    MISSING_WT_UNITS = "MISSING_WT_UNITS"
    VAGUE_CARGO_DESC = "VAGUE_CARGO_DESC"
    INVALID_ITEM_ID = "INVALID_ITEM_ID"
    INVALID_DATE = "INVALID_DATE"
    INVALID_COUNTRY = "INVALID_COUNTRY"
    INVALID_PARTY = "INVALID_PARTY"
    INVALID_PARTY_ROLE = "INVALID_PARTY_ROLE"
    INVALID_NAME = "INVALID_NAME"
    INVALID_IMPORTER_NBR = "INVALID_IMPORTER_NBR"
    MISSING_VALUE = "MISSING_VALUE"
    INVALID_VALUE = "INVALID_VALUE"
    INVALID_POST = "INVALID_POST"
    INVALID_MASTER_BILL_NBR = "INVALID_MASTER_BILL_NBR"
    INVALID_FIELD = "INVALID_FIELD"
    DUPLICATE_KEY = "DUPLICATE_KEY"


OWN_CODES = frozenset(list(ErrorCode)[list(ErrorCode).index(ErrorCode.VAGUE_CARGO_DESC) :])
"""The codes that are this screener's own; all others are CAMIR's."""


SHOWN = 80


class Problem(Struct, frozen=True, gc=False):
    """What is wrong with one field: the code, the field's path, the value (masked, shortened) and the remedy."""

    code: ErrorCode
    field: str
    value: str
    remedy: str


def problem(code: ErrorCode, field: str, value: object, remedy: str) -> Problem:
    """A `Problem` that is safe to show: social security numbers masked, field and value of at most 80 characters."""
    return Problem(code, mask(field)[:SHOWN], mask(str(value))[:SHOWN], mask(remedy))
