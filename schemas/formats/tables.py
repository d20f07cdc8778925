"""Rows of delimited text with the line on which each began, and the repair of text that was encoded twice."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime

from schemas.formats.list_records import Quarantined, quarantined

csv.field_size_limit(16 * 1024 * 1024)

Row = tuple[int, list[str]]
"""The 1-based physical line of the record's start, and its cells."""

_DOUBLE = re.compile("[\u00c2-\u00f4][\u0080-\u00bf\u0152-\u0178\u02c6\u02dc\u2013-\u203a\u20ac\u2122]")
_UNCLEAN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffd\u00ff\u00bf]")
_DATES = {"%m/%d/%Y": re.compile(r"\d{1,2}/\d{1,2}/\d{4}"), "%Y-%m-%d": re.compile(r"\d{4}-\d{2}-\d{2}"), "%m-%d-%Y": re.compile(r"\d{2}-\d{2}-\d{4}")}  # fmt: skip


def decoded_text(data: bytes) -> str:
    """`data` as text: UTF-8 (with or without its mark), else Windows-1252; no byte makes it fail."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def rows(text: str, delimiter: str = ",") -> Iterator[Row]:
    """Every record of `text` that is not blank, with the line on which it starts. Quotes may hold line breaks."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    start = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            cells = [f"unreadable: {error}"]
        if cells:
            yield start, cells
        start = reader.line_num + 1


def records(data: bytes, delimiter: str = ",") -> Iterator[tuple[int, dict[str, str] | Quarantined]]:
    """Every record below the header with its cells by column; quarantined where it has too many or too few."""
    table = rows(decoded_text(data), delimiter)
    _, header = next(table, (1, []))
    names = [name.strip() for name in header]
    for line, cells in table:
        if len(cells) == len(names):
            yield line, dict(zip(names, map(clean_cell, cells), strict=True))
        else:
            yield line, quarantined(line, f"{len(cells)} columns instead of {len(names)}", delimiter.join(cells))


def quarantined_row(line: int, reason: str, row: Mapping[str, str]) -> Quarantined:
    """The record `row` quarantined, its filled cells as the text."""
    return quarantined(line, reason, ",".join(value for value in row.values() if value))


def undo_double_encoding(text: str) -> str:
    """`text` with double encoding undone (`GarcÃ­a` -> `García`), where the result is clean; else `text` itself."""
    if text.isascii():
        return text
    for encoding in ("cp1252", "latin-1"):
        if not _DOUBLE.search(text):
            return text
        try:
            better = text.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
        return text if _UNCLEAN.search(better) else better
    return text


def clean_cell(text: str) -> str:
    """A cell as it is used: double encoding undone, outer quotes and repeated blanks removed."""
    return " ".join(undo_double_encoding(text).replace('"', " ").split())


def parse_date(text: str) -> date | None:
    """The date that `text` gives, None where it gives none (empty, `Indefinite`). Raises ValueError for any other."""
    text = text.strip()
    if not text or text.casefold() == "indefinite":
        return None
    for layout, form in _DATES.items():
        if form.fullmatch(text):
            return datetime.strptime(text, layout).date()  # noqa: DTZ007 - a list gives days, without a zone
    raise ValueError(text)


def parse_dates(row: Mapping[str, str], columns: Iterable[str]) -> list[date | None] | str:
    """The dates in `columns`, None where there is none; or the first column and value that are no date."""
    found: list[date | None] = []
    for column in columns:
        try:
            found.append(parse_date(row.get(column, "")))
        except ValueError:
            return f'{column} "{row[column]}" is no date'
    return found
