"""The error codes that a filer may get, and the problem that carries one."""

from enum import StrEnum

from msgspec import Struct

from screener.domain.identifiers import mask

MAX_SHOWN = 80
"""Characters of a field's path and of a wrong value that are repeated to the filer."""


class ErrorCode(StrEnum):
    """What is wrong with a consignment or a manifest: CAMIR's codes first, then this screener's own."""

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


OWN_CODES = frozenset(
    {
        ErrorCode.VAGUE_CARGO_DESC,
        ErrorCode.INVALID_ITEM_ID,
        ErrorCode.INVALID_DATE,
        ErrorCode.INVALID_COUNTRY,
        ErrorCode.INVALID_PARTY,
        ErrorCode.INVALID_PARTY_ROLE,
        ErrorCode.INVALID_NAME,
        ErrorCode.INVALID_IMPORTER_NBR,
        ErrorCode.MISSING_VALUE,
        ErrorCode.INVALID_VALUE,
        ErrorCode.INVALID_POST,
        ErrorCode.INVALID_MASTER_BILL_NBR,
        ErrorCode.INVALID_FIELD,
        ErrorCode.DUPLICATE_KEY,
    }
)
"""The codes that this screener defines; all others are CAMIR's, which filers' systems already know."""


class Problem(Struct, frozen=True, gc=False):
    """What is wrong with one field, and how the filer corrects it."""

    code: ErrorCode
    """The error code."""
    field: str
    """Path of the field, e.g. `parties[consignee].name`."""
    value: str
    """The value as given, masked and shortened; empty where there is none."""
    remedy: str
    """What the filer should do, in the imperative."""


def problem(code: ErrorCode, field: str, value: object, remedy: str) -> Problem:
    """A problem that is safe to show: social security numbers masked, field and value at most `MAX_SHOWN` characters."""
    return Problem(code, mask(field)[:MAX_SHOWN], mask(str(value))[:MAX_SHOWN], mask(remedy))
