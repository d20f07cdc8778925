"""Measures the stages of screening on one core, and parsing of the same bytes for comparison."""

import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial

import msgspec
import orjson
from msgspec import Struct

from load_tests.core.figures import DECODE, OUTCOMES, PARSE, SCREEN, STAGES, Figures, ListFigures, TrafficFigures
from load_tests.inputs.lists import SEED, Inputs
from load_tests.inputs.timing import Round, Rounds, forget, long_lived_objects_frozen, peak_rss
from load_tests.inputs.traffic import TODAY, traffic
from schemas.decoding import Decoder
from schemas.lenient_decoding import Rejection
from schemas.receipts import Coordinates, receipt_of
from screener.domain.consignment import Mode
from screener.domain.manifest import NO_HOLDS, Manifest, ScreeningResult
from screener.domain.policy import Family, Policy
from screener.domain.scorecards import Scorecards
from screener.regime.hold_events import hold_events
from screener.screening import screen
from screener.search.watchlist import Watchlist
from topologies.local_run.manifest_files import ManifestRecord
from topologies.settings import UsageError
from topologies.topics import EXPRESS, POSTAL

ROUNDS = 7
NOW = datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=UTC)
MODES = {EXPRESS.name: Mode.EXPRESS, POSTAL.name: Mode.POSTAL}
SCORECARDS, POLICY = Scorecards(), Policy()
_encode = msgspec.json.Encoder().encode


class _Tally(Struct):
    mentions: int = 0
    unknown: int = 0
    held: int = 0


def measure(given: Inputs, consignments: int, per_manifest: int = 200, *, only_distinct: bool = False) -> Figures:
    """Builds the watchlist of `given`, then measures each kind of traffic against it."""
    started = time.perf_counter()
    watchlist = Watchlist(given.listed)
    built = ListFigures(
        source=given.lists_from,
        parties=len(watchlist),
        names=len(watchlist.names),
        patterns=watchlist.patterns,
        automaton_bytes=watchlist.size,
        build_seconds=round(time.perf_counter() - started, 3),
    )
    kinds = {
        kind: measure_traffic(given, watchlist, consignments, per_manifest, distinct=kind == "distinct")
        for kind in ("repeated", "distinct")
        if kind == "distinct" or not only_distinct
    }
    first = next(iter(kinds.values()))
    return Figures(
        consignments_per_second=first.per_second["screen"],
        ratio=first.ratio,
        ratio_with_decoding=first.ratio_with_decoding,
        list=built,
        python=sys.version.split()[0],
        peak_rss_bytes=peak_rss(),
        **kinds,
    )


def measure_traffic(
    given: Inputs, watchlist: Watchlist, consignments: int, per_manifest: int, *, distinct: bool
) -> TrafficFigures:
    """The cost of one kind of traffic. The first part is a warm-up and not counted: a worker runs all day.

    Each round has its own manifests, so that only what the traffic repeats is repeated.
    """
    records = list(
        traffic(
            given.listed,
            given.people,
            given.companies,
            consignments=consignments,
            seed=SEED,
            distinct=distinct,
            per_manifest=per_manifest,
        )
    )
    forget(watchlist)
    decoder, tally = Decoder(), _Tally()
    warm_up, *parts = (records[number :: ROUNDS + 1] for number in range(ROUNDS + 1))
    with long_lived_objects_frozen():
        _round(warm_up, decoder, watchlist, _Tally())
        rounds = [_round(part, decoder, watchlist, tally) for part in parts]
    return _figures(given, parts, rounds, tally)


def _round(records: Sequence[ManifestRecord], decoder: Decoder, watchlist: Watchlist, tally: _Tally) -> Round:
    """One pass over `records`. Parsing comes first or last in turn, so that neither stage finds the bytes in the cache more often."""
    clock = Round()
    for number, record in enumerate(records):
        if number % 2:
            clock.time(PARSE, partial(orjson.loads, record.value))
        clock.units += _screen(clock, record, number, decoder, watchlist, tally)
        if not number % 2:
            clock.time(PARSE, partial(orjson.loads, record.value))
    return clock


def _screen(
    clock: Round, record: ManifestRecord, number: int, decoder: Decoder, watchlist: Watchlist, tally: _Tally
) -> int:
    mode = MODES[record.topic]
    batch = clock.time(DECODE, lambda: decoder.decode(mode, record.value))
    if isinstance(batch, Rejection):
        raise UsageError(f"generated traffic is unreadable: {batch.detail}")
    mentions = [party for each in batch.consignments for party in each.parties]
    remembered = watchlist.memory.parties.recent
    unknown = {party for party in mentions if party not in remembered}
    screened = clock.time(SCREEN, lambda: screen(batch, watchlist, SCORECARDS, POLICY, NOW))
    clock.time(OUTCOMES, lambda: _outcomes(batch, screened, number))
    tally.mentions += len(mentions)
    tally.unknown += len(unknown)
    tally.held += sum(decision.family is not Family.CLEAR for decision in screened.decisions)
    return screened.consignment_count


def _outcomes(batch: Manifest, screened: ScreeningResult, number: int) -> list[bytes]:
    coordinates = Coordinates("manifests", 0, number)
    notices = [notice for decision in screened.decisions for notice in decision.notices]
    return [
        _encode(each)
        for each in (
            *hold_events(batch, screened, NOW, NO_HOLDS),
            *notices,
            receipt_of(batch, screened, coordinates, NOW),
        )
    ]


def _figures(
    given: Inputs, parts: Sequence[Sequence[ManifestRecord]], measured: Sequence[Round], tally: _Tally
) -> TrafficFigures:
    rounds, units = Rounds(measured), sum(each.units for each in measured)
    cost = {row: rounds.cost(*stages) for row, (stages, _) in STAGES.items()}
    return TrafficFigures(
        names=given.names_from,
        consignments=units,
        rounds=len(measured),
        bytes_per_consignment=round(sum(len(record.value) for part in parts for record in part) / units, 1),
        parties_per_consignment=round(tally.mentions / units, 2),
        seen_share=round(1 - tally.unknown / tally.mentions, 4),
        held=tally.held,
        ratio=rounds.ratio((SCREEN,), PARSE),
        ratio_with_decoding=rounds.ratio((DECODE, SCREEN), PARSE),
        per_second={row: round(1_000_000 / cost[row].wall) for row in ("screen", "decode_screen", "all")},
        cost=cost,
    )
