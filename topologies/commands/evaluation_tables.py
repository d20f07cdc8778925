"""What `screener evaluate` prints: tables for people, one object for programs."""

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import to_builtins
from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from screener.domain.decision import Evidence
from screener.domain.identifiers import mask
from screener.matching.evaluation import Evaluation, Miss, Tally, confidence_interval
from screener.matching.innocent_names import InnocentNames
from topologies.local_run.evaluation import AddressRanking, QueryEvaluation

SHOWN = 20
"""Innocent names that are shown; JSON has all of them."""


Result = Evaluation | InnocentNames | QueryEvaluation | AddressRanking


def as_json(name: str, result: Result) -> dict[str, Any]:
    """A result with its figures spelled out."""
    found = {"file": name, **to_builtins(result)}
    evaluation = result.evaluation if isinstance(result, QueryEvaluation) else result
    if isinstance(evaluation, Evaluation):
        tally = evaluation.tally
        figures = {"precision": tally.precision, "recall": tally.recall, "f1": tally.f1, "accuracy": tally.accuracy}
        found |= {**figures, "filtered": evaluation.filtered}
    return found


def show(console: Console, name: str, result: Result) -> None:
    """Print a result."""
    console.print(f"[bold]{escape(name)}[/bold]")
    lines = _LINES[type(result)](result)
    for line in lines:
        console.print(escape(line) if isinstance(line, str) else line)
    console.print()


def _evaluation(result: Evaluation) -> Iterator[str | Table]:
    tally = result.tally
    yield f"{_cases(tally)} at threshold {result.threshold:.2f}"
    yield _shares(tally)
    for what, groups in (("quality", result.by_quality), ("trick", result.by_trick)):
        if groups:
            yield _groups(what, groups)
    yield _curve(result)
    yield from _misses(result)


def _shares(tally: Tally) -> str:
    low, high = confidence_interval(tally.found, tally.found + tally.wrong)
    least, most = confidence_interval(tally.found, tally.found + tally.missed)
    return (
        f"precision {tally.precision:.3f} ({low:.3f} to {high:.3f} with 95 % confidence), "
        f"recall {tally.recall:.3f} ({least:.3f} to {most:.3f}), F1 {tally.f1:.3f}, accuracy {tally.accuracy:.3f}"
    )


def _cases(tally: Tally) -> str:
    return (
        f"{tally.found + tally.missed:,} true pairs, {tally.found:,} found and {tally.missed:,} missed; "
        f"{tally.wrong + tally.apart:,} false pairs, {tally.apart:,} kept apart and {tally.wrong:,} matched"
    )


def _groups(what: str, groups: Mapping[str, Tally]) -> Table:
    table = _table(what, "true pairs", "found", "false pairs", "kept apart", "F1")
    for name, tally in groups.items():
        true, false = tally.found + tally.missed, tally.wrong + tally.apart
        f1 = f"{tally.f1:.3f}" if true else ""
        table.add_row(escape(name), *(f"{each:,}" for each in (true, tally.found, false, tally.apart)), f1)
    return table


def _curve(result: Evaluation) -> Table:
    table = _table("threshold", "precision", "recall", "F1", "")
    for point in result.curve:
        mark = "best F1" if point == result.best else ""
        style = "bold" if mark else None
        table.add_row(
            f"{point.threshold:.2f}",
            f"{point.precision:.3f}",
            f"{point.recall:.3f}",
            f"{point.f1:.3f}",
            mark,
            style=style,
        )
    return table


def _misses(result: Evaluation) -> Iterator[str]:
    for title, is_match in (("matched, and should not", False), ("missed", True)):
        some = [miss for miss in result.misses if miss.is_match is is_match]
        if some:
            yield f"{title}: {len(some):,}"
            yield from (f"  {_miss(miss)}" for miss in some)
    yield f"true pairs that the candidate filter kept from the scorer: {result.filtered:,}"


def _miss(miss: Miss) -> str:
    notes = [miss.where, miss.quality, miss.trick, "kept back by the filter" if miss.filtered else ""]
    words = f"{miss.score:.3f} {mask(miss.query)} / {mask(miss.listed)}"
    return f"{words} ({', '.join(filter(None, notes))}): {'; '.join(map(_weighted, miss.evidence))}"


def _weighted(evidence: Evidence) -> str:
    return f"{evidence.text} {evidence.weight:+.3f}"


def _queries(result: QueryEvaluation) -> Iterator[str | Table]:
    tally = result.evaluation.tally
    least, most = confidence_interval(tally.found, tally.found + tally.missed)
    yield (
        f"{tally.found:,} of {tally.found + tally.missed:,} queries found at threshold {result.evaluation.threshold:.2f}: "
        f"recall {tally.recall:.4f} ({least:.4f} to {most:.4f} with 95 % confidence)"
    )
    yield from _misses(result.evaluation)
    if result.innocents:
        yield f"{len(result.matching):,} of {result.innocents:,} innocent names match: {_percent(len(result.matching), result.innocents)}"
        for each in result.matching[:SHOWN]:
            yield f"  {each.score:.3f} {mask(each.name)} / {mask(each.listed)}"


def _addresses(result: AddressRanking) -> Iterator[str | Table]:
    table = Table("pair", "same premises", box=box.SIMPLE_HEAD, show_edge=False)
    table.add_column("score", justify="right")
    for title in ("left", "right"):
        table.add_column(title)
    for pair in result.pairs:
        same = {True: "yes", False: "no", None: ""}[pair.same]
        table.add_row(escape(pair.where), same, f"{pair.score:.3f}", escape(mask(pair.left)), escape(mask(pair.right)))
    yield table
    verdict = "outranks" if result.outranks else "does not outrank"
    yield f"every pair of the same premises {verdict} every other pair"


def _traffic(result: InnocentNames) -> Iterator[str | Table]:
    yield (
        f"{result.names:,} names, each as {result.role} in mode {result.mode} under policy {result.policy}, as if every "
        f"listing were in force: {result.held:,} would be held ({_percent(result.held, result.names)}), "
        f"{result.reviewed:,} sent to review ({_percent(result.reviewed, result.names)}), {result.recorded:,} recorded only"
    )
    table = Table(box=box.SIMPLE_HEAD, show_edge=False)
    table.add_column("names", justify="right")
    for title in ("leads to", "listed party", "evidence", "for example"):
        table.add_column(title)
    for cause in result.causes:
        columns = (cause.leads_to, cause.listed, cause.evidence, cause.example)
        table.add_row(f"{cause.names:,}", *(escape(mask(each)) for each in columns))
    if result.causes:
        yield table


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.3f} %" if whole else "no names"


def _table(first: str, *figures: str) -> Table:
    table = Table(first, box=box.SIMPLE_HEAD, show_edge=False)
    for figure in figures:
        table.add_column(figure, justify="right")
    return table


_LINES: dict[type, Any] = {
    Evaluation: _evaluation,
    QueryEvaluation: _queries,
    AddressRanking: _addresses,
    InnocentNames: _traffic,
}
