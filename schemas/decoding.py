"""Bytes -> a batch. The fast road decodes a sound manifest typed; what it refuses takes the patient one (`salvage`)."""

from collections.abc import Sequence
from typing import Any

import msgspec
from msgspec import Raw

from schemas.messages import ExpressManifest, PostalManifest
from schemas.salvage import Rejection, salvage_manifest, salvage_party
from screener.batch import Batch
from screener.cache import Memo
from screener.consignment import Mode, Party
from screener.errors import ErrorCode, Problem, problem
from screener.identifiers import is_air_waybill

_FAST: dict[Mode, msgspec.json.Decoder[Any]] = {
    Mode.EXPRESS: msgspec.json.Decoder(ExpressManifest[Raw]),
    Mode.POSTAL: msgspec.json.Decoder(PostalManifest[Raw]),
}
_PARTY = msgspec.json.Decoder(Party)
_FAST_ERRORS = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)

ESCAPED_ASCII = b"\\u00"
"""A key may be spelled with escapes; then counting keys proves nothing, and the patient road reads the manifest."""


class Limits(msgspec.Struct, frozen=True):
    """What a record may hold at most."""

    record_bytes: int = 16 * 1024 * 1024
    consignments: int = 100_000
    parties_remembered: int = 100_000


class Decoder:
    """Decodes manifests of both modes; remembers parties by their bytes, so a seller seen before is not decoded again."""

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self.parties: Memo[bytes, Party] = Memo(self._limits.parties_remembered)

    def decode(self, mode: Mode, body: bytes | None) -> Batch | Rejection:
        """The batch that `body` holds, or why it cannot be read. Never raises for any bytes.

        Unsound consignments stay in the batch with what could be read of them, and with their problems.
        """
        if not body:
            return Rejection("empty", "the record has no value", "send a manifest as UTF-8 JSON")
        if len(body) > self._limits.record_bytes:
            detail = f"{len(body)} bytes where at most {self._limits.record_bytes} are read"
            return Rejection("oversized", detail, "split the manifest")
        batch = self._fast(mode, body) or salvage_manifest(mode, body)
        return batch if isinstance(batch, Rejection) else self._checked(batch)

    def _fast(self, mode: Mode, body: bytes) -> Batch | None:
        try:
            manifest = _FAST[mode].decode(body)
        except _FAST_ERRORS:
            return None
        if not (manifest.filer and manifest.manifest) or _may_repeat_keys(body, len(manifest.consignments)):
            return None
        problems = self._resolve(manifest.consignments)
        return Batch(
            mode=mode,
            filer=manifest.filer,
            manifest=manifest.manifest,
            consignments=manifest.consignments,
            operator=getattr(manifest, "operator", ""),
            problems=problems,
            manifest_problems=_master_waybill(getattr(manifest, "master_waybill", "")),
        )

    def _resolve(self, consignments: Sequence[Any]) -> dict[int, list[Problem]]:
        """Put parties in the place of their bytes; what is wrong with them is returned by consignment index."""
        known = self.parties.recent.get
        problems: dict[int, list[Problem]] = {}
        for index, consignment in enumerate(consignments):
            raws = consignment.parties
            parties = [known(bytes(raw)) for raw in raws]
            if None in parties:
                found: list[Problem] = []
                parties = [self._party(bytes(raw), found) for raw in raws]
                if found:
                    problems[index] = found
            consignment.parties = parties
        return problems

    def _party(self, raw: bytes, problems: list[Problem]) -> Party:
        party = self.parties.get(raw)
        if party is None:
            if raw.count(b'"name"') > 1 or raw.count(b'"role"') > 1 or ESCAPED_ASCII in raw:
                return salvage_party(raw, problems)
            try:
                party = _PARTY.decode(raw)
            except _FAST_ERRORS:
                return salvage_party(raw, problems)
            self.parties.put(raw, party)
        return party

    def _checked(self, batch: Batch) -> Batch | Rejection:
        if len(batch.consignments) > self._limits.consignments:
            detail = f"{len(batch.consignments)} consignments where at most {self._limits.consignments} are read"
            return Rejection("too many consignments", detail, "split the manifest", batch.filer, batch.manifest)
        return batch


def _may_repeat_keys(body: bytes, consignments: int) -> bool:
    return body.count(b'"parties"') > consignments or body.count(b'"consignments"') > 1 or ESCAPED_ASCII in body


def _master_waybill(number: str) -> tuple[Problem, ...]:
    if not number or is_air_waybill(number):
        return ()
    remedy = "the last digit of an air waybill is its first seven serial digits modulo 7"
    return (problem(ErrorCode.INVALID_MASTER_BILL_NBR, "master_waybill", number, remedy),)
