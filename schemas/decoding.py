"""Bytes -> a manifest. Valid manifests are decoded by type; what that refuses goes to the lenient decoder."""

from collections.abc import Sequence
from typing import Any

import msgspec
from msgspec import Raw

from schemas.lenient_decoding import Rejection, master_waybill_problems, salvage_manifest, salvage_party
from schemas.messages import ExpressManifest, PostalManifest
from screener.domain.consignment import Mode, Party
from screener.domain.errors import Problem
from screener.domain.manifest import Manifest
from screener.search.generational_cache import GenerationalCache

_TYPED: dict[Mode, msgspec.json.Decoder[Any]] = {
    Mode.EXPRESS: msgspec.json.Decoder(ExpressManifest[Raw]),
    Mode.POSTAL: msgspec.json.Decoder(PostalManifest[Raw]),
}
_PARTY = msgspec.json.Decoder(Party)
_TYPED_ERRORS = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)

ESCAPED_ASCII = b"\\u00"
"""An escape may be part of a key; then counting keys proves nothing, and the lenient decoder reads the manifest."""

_ONCE_IN_CONSIGNMENT = (b'"parties"', b'"identifier"')
"""Keys that decide who is screened and what is held. Where one may be repeated, the lenient decoder reads the manifest or
the party, and reports it. Of any other repeated key the last value counts."""


class Limits(msgspec.Struct, frozen=True):
    """The most that a record may hold, and how many parties the decoder caches."""

    record_bytes: int = 16 * 1024 * 1024
    consignments: int = 100_000
    parties_cached: int = 100_000


class Decoder:
    """Decodes manifests of both modes. Parties are cached by their bytes, so a seller seen before is not decoded again."""

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self.parties: GenerationalCache[bytes, Party] = GenerationalCache(self._limits.parties_cached)

    def decode(self, mode: Mode, body: bytes | None) -> Manifest | Rejection:
        """The manifest in `body`, or why it cannot be read. Never raises, whatever the bytes.

        Malformed consignments stay in the manifest with what could be read of them, and with their problems.
        """
        if not body:
            return Rejection("empty", "the record has no value", "send a manifest as UTF-8 JSON")
        if len(body) > self._limits.record_bytes:
            detail = f"{len(body)} bytes where at most {self._limits.record_bytes} are read"
            return Rejection("oversized", detail, "split the manifest")
        manifest = self._typed(mode, body) or salvage_manifest(mode, body)
        return manifest if isinstance(manifest, Rejection) else self._checked(manifest)

    def _typed(self, mode: Mode, body: bytes) -> Manifest | None:
        try:
            manifest = _TYPED[mode].decode(body)
        except _TYPED_ERRORS:
            return None
        if not (manifest.filer and manifest.manifest) or _may_repeat_keys(body, len(manifest.consignments)):
            return None
        problems = self._resolve(manifest.consignments)
        return Manifest(
            mode=mode,
            filer=manifest.filer,
            number=manifest.manifest,
            consignments=manifest.consignments,
            operator=getattr(manifest, "operator", ""),
            problems=problems,
            manifest_problems=master_waybill_problems(getattr(manifest, "master_waybill", "")),
        )

    def _resolve(self, consignments: Sequence[Any]) -> dict[int, list[Problem]]:
        """Replace the bytes of parties by parties; the problems found in them, by consignment index."""
        known = self.parties.recent.get
        problems: dict[int, list[Problem]] = {}
        for index, consignment in enumerate(consignments):
            found: list[Problem] = []
            consignment.parties = [known(body := bytes(raw)) or self._party(body, found) for raw in consignment.parties]
            if found:
                problems[index] = found
        return problems

    def _party(self, raw: bytes, problems: list[Problem]) -> Party:
        party = self.parties.get(raw)
        if party is None:
            if _has_escapes(raw) or _repeats_a_key(raw):
                return salvage_party(raw, problems)
            try:
                party = _PARTY.decode(raw)
            except _TYPED_ERRORS:
                return salvage_party(raw, problems)
            if party.identifiers and raw.count(b'"value"') > len(party.identifiers):
                return salvage_party(raw, problems)
            self.parties.put(raw, party)
        return party

    def _checked(self, manifest: Manifest) -> Manifest | Rejection:
        if len(manifest.consignments) > self._limits.consignments:
            detail = f"{len(manifest.consignments)} consignments where at most {self._limits.consignments} are read"
            return Rejection("too many consignments", detail, "split the manifest", manifest.filer, manifest.number)
        return manifest


def _may_repeat_keys(body: bytes, consignments: int) -> bool:
    return (
        any(body.count(key) > consignments for key in _ONCE_IN_CONSIGNMENT)
        or body.count(b'"consignments"') > 1
        or _has_escapes(body)
    )


def _repeats_a_key(party: bytes) -> bool:
    """Whether a key of a party may be repeated. Written out, since a loop would double the time."""
    count = party.count
    return (
        count(b'"name"') > 1
        or count(b'"role"') > 1
        or count(b'"address"') > 1
        or count(b'"lines"') > 1
        or count(b'"identifiers"') > 1
    )


def _has_escapes(text: bytes) -> bool:
    return b"\\" in text and ESCAPED_ASCII in text  # searching for one byte is many times faster than for four
