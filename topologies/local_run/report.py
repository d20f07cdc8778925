"""The summary of a run for a person: what was found, beside what was planted, and where the outcomes are."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from msgspec import Struct
from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from screener.domain.decision import Hold, NoticeKind
from screener.domain.policy import Family
from topologies.local_run.collector import CollectedOutcomes, Collector
from topologies.local_run.feeder import FeedResult
from topologies.sample.day import SampleDay
from topologies.sample.faults import FAULTS
from topologies.sample.planted_cases import PlantedCases
from topologies.sample.planted_parties import HOLDING_KINDS, MatchKind

EXAMPLES = 3
TOP_REASONS = 8
MS = 1000
UNREADABLE = "INVALID_MESSAGE_TYPE"


class Row(Struct, frozen=True):
    """A number found, beside the number planted."""

    what: str
    planted: int
    found: int

    @property
    def right(self) -> bool:
        """Whether they agree."""
        return self.planted == self.found


def show(console: Console, collector: Collector, fed: FeedResult, day: SampleDay | None) -> bool:
    """Print the summary. Returns whether nothing was lost or doubled and, for a sample day, exactly what was planted was found."""
    collected = collector.collected
    lost, doubled = len(fed.awaited - collected.receipts), collected.doubled
    _show_outcomes(console, collected)
    _show_examples(console, collected)
    _show_notices(console, collected)
    _show_rejected(console, collected)
    rows = planted_rows(day.planted, collected) if day is not None else []
    if rows:
        _show_planted(console, rows)
    _show_speed(console, fed, collected, lost, doubled)
    for topic, path in collector.paths.items():
        console.print(f"  {topic:<13} {path}", highlight=False, soft_wrap=True)
    right = not lost and not doubled and all(row.right for row in rows)
    if rows:
        verdict = "[green]all planted cases found[/]" if right else "[red]not all planted cases found[/]"
        console.print(f"\n{verdict}: {lost} lost, {doubled} doubled.")
    return right


def planted_rows(planted: PlantedCases, collected: CollectedOutcomes) -> list[Row]:
    """Every planted number of a sample day beside what came out."""
    return [
        *_match_rows(planted, collected),
        *_family_rows(planted, collected),
        *_post_rows(planted, collected),
        *_error_rows(planted, collected),
    ]


def _match_rows(planted: PlantedCases, collected: CollectedOutcomes) -> Iterable[Row]:
    held = {key for key, holds in collected.holds.items() if any(hold.match for hold in holds)}
    for kind in MatchKind:
        keys = planted.keys(kind)
        if kind in HOLDING_KINDS:
            seen = {key for key in keys if key in held or collected.family(key) is Family.DNL}
            yield Row(f"held: {kind}", len(keys), len(seen))
        else:
            yield Row(f"not held: {kind}", len(keys), len(keys - held))
    yield Row("held for a match, not planted", 0, len(held - planted.must_hold()))


def _family_rows(planted: PlantedCases, collected: CollectedOutcomes) -> Iterable[Row]:
    found = Counter(collected.family(key) for key in collected.holds)
    expected = planted.totals()
    yield from (
        Row(f"held by a key: {family}", expected[family], found[family])
        for family in Family
        if family is not Family.CLEAR
    )
    yield Row("cleared", expected[Family.CLEAR], collected.families[Family.CLEAR.value])
    right = sum(1 for key, family in planted.expected.items() if collected.family(key) is family)
    yield Row("right family, one by one", len(planted.expected), right)


def _post_rows(planted: PlantedCases, collected: CollectedOutcomes) -> Iterable[Row]:
    found: Counter[str] = Counter()
    for key, holds in collected.holds.items():
        if collected.family(key) is Family.RFS:
            found[holds[0].manifest] += 1
    right = sum(1 for manifest, count in planted.inspections.items() if found[manifest] == count)
    yield Row("manifests with the right number inspected", len(planted.inspections), right)


def _error_rows(planted: PlantedCases, collected: CollectedOutcomes) -> Iterable[Row]:
    codes = {fault.name: fault.code for fault in FAULTS}
    spoiled = [(name, key) for name, keys in planted.faults.items() for key in keys if key]
    right = sum(1 for name, key in spoiled if codes[name] in collected.error_codes[key])
    yield Row("spoiled consignments, each with its code", len(spoiled), right)
    unkeyed = sum(1 for letter in collected.dead_letters if letter.index is not None)
    yield Row("consignments that nothing names", planted.unkeyed, unkeyed)
    yield Row("unreadable records", sum(planted.unreadable.values()), len(collected.dead_letters) - unkeyed)


def _show_planted(console: Console, rows: Sequence[Row]) -> None:
    table = Table(title="Planted and found", box=box.SIMPLE_HEAD, title_justify="left")
    table.add_column("")
    table.add_column("planted", justify="right")
    table.add_column("found", justify="right")
    for row in rows:
        table.add_row(row.what, f"{row.planted:,}", f"{row.found:,}", style="" if row.right else "red")
    console.print(table)


def _show_outcomes(console: Console, collected: CollectedOutcomes) -> None:
    table = Table(title="Consignments", box=box.SIMPLE_HEAD, title_justify="left", show_header=False)
    table.add_column("")
    table.add_column("", justify="right")
    table.add_row("screened", f"{collected.consignments:,}")
    table.add_row("cleared", f"{collected.families[Family.CLEAR.value]:,}")
    for family, words in FAMILY_WORDS.items():
        table.add_row(words, f"{collected.families[family.value]:,}")
    table.add_row("with errors, reported to the filer", f"{collected.rejected_consignments:,}")
    table.add_row(
        "records that cannot be read (dead letters)",
        f"{sum(1 for each in collected.dead_letters if each.index is None):,}",
    )
    console.print(table)


FAMILY_WORDS = {
    Family.RFS: "RFS: to be inspected",
    Family.RFI: "RFI: information asked for",
    Family.HOLD: "HOLD: held for CBP review",
    Family.DNL: "DNL: not to be loaded",
}


def _show_examples(console: Console, collected: CollectedOutcomes) -> None:
    console.print("[bold]Held, and why[/] (three of each family)")
    for family in reversed(FAMILY_WORDS):
        for hold in _examples(collected, family):
            codes = ", ".join(f"{code.code_system} {code.code}" for code in hold.codes)
            console.print(
                f"  [cyan]{family:<4}[/] {escape(hold.consignment)} [dim]({codes})[/]", highlight=False, soft_wrap=True
            )
            console.print(f"       {escape(hold.reason)}", highlight=False, soft_wrap=True)


def _examples(collected: CollectedOutcomes, family: Family) -> list[Hold]:
    """The first holds of a family, of different kinds of evidence where there are."""
    found: dict[str, Hold] = {}
    for holds in collected.holds.values():
        hold = holds[0]
        if hold.family is family:
            found.setdefault(hold.match.evidence[0].text.split(":")[0] if hold.match else hold.reason, hold)
            if len(found) == EXAMPLES:
                break
    return list(found.values())


def _show_notices(console: Console, collected: CollectedOutcomes) -> None:
    required = [notice for notice in collected.notices if notice.kind is NoticeKind.REESTABLISHMENT]
    late = sum(notice.late for notice in required)
    console.print(
        f"\n[bold]Notices to CBP[/] (EO 13904 section 3(a)): {len(required):,}, of which {late:,} are late; "
        f"{len(collected.notices) - len(required):,} for review",
        highlight=False,
        soft_wrap=True,
    )
    for notice in sorted(required, key=lambda each: each.due or date.max)[-EXAMPLES:]:
        due = f"due {notice.due}{', late' if notice.late else ''}"
        console.print(
            f"  {due}: {escape(notice.party_name)} / {escape(notice.listed_name)}: {notice.text} ({notice.basis})",
            highlight=False,
            soft_wrap=True,
        )


def _show_rejected(console: Console, collected: CollectedOutcomes) -> None:
    if not collected.rejected:
        return
    console.print(f"\n[bold]Errors reported to filers[/]: {sum(collected.rejected.values()):,}")
    counts = Counter({code: count for code, count in collected.rejected.items() if code != UNREADABLE})
    for code, count in counts.most_common(TOP_REASONS):
        console.print(f"  {count:>5,}  {code}: {escape(collected.remedies[code])}", highlight=False, soft_wrap=True)
    for reason, count in Counter(letter.reason for letter in collected.dead_letters).most_common(TOP_REASONS):
        console.print(f"  {count:>5,}  dead letter: {reason}", highlight=False, soft_wrap=True)


def _show_speed(console: Console, fed: FeedResult, collected: CollectedOutcomes, lost: int, doubled: int) -> None:
    rate = collected.consignments / fed.seconds if fed.seconds else 0.0
    console.print(
        f"\n{collected.consignments:,} consignments in {fed.records:,} records, {fed.seconds:.1f} s: {rate:,.0f} consignments/s; "
        f"{lost} lost, {doubled} doubled.",
        highlight=False,
        soft_wrap=True,
    )
    if collected.latencies:
        ordered = sorted(collected.latencies)
        p50, p99 = (ordered[min(len(ordered) - 1, int(len(ordered) * share))] * MS for share in (0.5, 0.99))
        console.print(
            f"From produce to hold, at full speed: p50 {p50:,.0f} ms, p99 {p99:,.0f} ms. Outcomes:", highlight=False
        )
