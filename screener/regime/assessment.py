"""From the parties and fields of a consignment to the reasons for a measure."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from msgspec import Struct

from screener.domain.consignment import Consignment, Party, PartyRole
from screener.domain.decision import Basis, Cause, Match, NoticeKind, Reason, Versions
from screener.domain.errors import Problem
from screener.domain.identifiers import mask
from screener.domain.manifest import Draft, HoldsInPlace, Manifest, consignment_key
from screener.domain.policy import Consequence, Family, Policy
from screener.matching.findings import Finding, find
from screener.regime.descriptions import description_problems
from screener.regime.reestablishment import basis_of, notice_of
from screener.regime.suppression import NO_SUPPRESSIONS, Suppressions, identity_of
from screener.regime.validation import Rules, is_sound, missing_roles, party_problems
from screener.search.watchlist import Watchlist

READ_ALOUD = 5


class View(Struct, frozen=True, gc=False):
    """What is remembered of a party while a watchlist is in force."""

    findings: tuple[Finding, ...]
    problems: tuple[Problem, ...]


_CLEAN = View((), ())


class Assessment:
    """One pass over a batch: what can be cleared at a glance is, the rest is assessed."""

    def __init__(
        self,
        batch: Manifest,
        watchlist: Watchlist,
        policy: Policy,
        now: datetime,
        versions: Versions,
        suppressions: Suppressions = NO_SUPPRESSIONS,
    ) -> None:
        self._batch = batch
        self._watchlist = watchlist
        self._policy = policy
        self._now = now
        self._versions = versions
        self._suppressions = suppressions
        self._rules = Rules(batch.mode, now.date())
        self._memory = watchlist.memory

    def notable(self, in_place: HoldsInPlace) -> list[int]:
        """The indices of the consignments that are not clear at a glance."""
        self._look_up()
        seen, described = self._memory.parties.recent.get, self._memory.descriptions.recent.get
        told, passes = self._batch.problems, self._rules.passes
        found = []
        for index, each in enumerate(self._batch.consignments):
            parties = each.parties
            for party in parties:
                if seen(party) is not _CLEAN:
                    break
            else:
                if (
                    len(parties) > 1
                    and parties[0].role is PartyRole.SHIPPER
                    and parties[1].role is PartyRole.CONSIGNEE
                    and described(each.description) is True
                    and passes(each)
                    and index not in told
                    and each.identifier not in in_place
                ):
                    continue
            found.append(index)
        return found

    def _look_up(self) -> None:
        """Have a view of every party and every description of the batch in memory, the unknown parties found together."""
        known, described = self._memory.parties, self._memory.descriptions
        recent = known.recent
        unknown = {party for each in self._batch.consignments for party in each.parties if party not in recent}
        if unknown:
            parties = list(unknown)
            views = self._views(parties)
            for party, view in views.items():
                known.put(party, view)
            known.put_all(unknown - views.keys() if views else parties, _CLEAN)
        goods = {each.description for each in self._batch.consignments}
        for text in goods - described.recent.keys():
            described.put(text, not description_problems(text))

    def _views(self, parties: Sequence[Party]) -> dict[Party, View]:
        """The view of each party about which there is something to say."""
        findings = find(parties, self._watchlist)
        views = {parties[number]: View(found, party_problems(parties[number])) for number, found in findings.items()}
        for party in [party for party in parties if not is_sound(party)]:
            problems = () if party in views else party_problems(party)
            if problems:
                views[party] = View((), problems)
        return views

    def view(self, party: Party) -> View:
        """What is known of a party, found again where a flood of others pushed it out of memory."""
        known = self._memory.parties.get(party)
        return known if isinstance(known, View) else self._views([party]).get(party, _CLEAN)

    def assess(self, index: int) -> Draft:
        """The reasons that one consignment gives for a measure: its matches and what is wrong with it."""
        each = self._batch.consignments[index]
        draft = Draft([], [], [], [])
        for party in each.parties:
            view = self.view(party)
            draft.problems += view.problems
            if view.findings:
                identity = identity_of(party)
                for finding in self._loud(draft, party, identity, view.findings):
                    self._match(draft, each, party, identity, finding)
        draft.problems += self._batch.problems.get(index, ())
        draft.problems += missing_roles(each.parties)
        draft.problems += description_problems(each.description)
        told = {known.field for known in draft.problems}
        draft.problems += [found for found in self._rules.problems(each) if found.field not in told]
        if draft.problems:
            draft.reasons.append(not_assessable(draft.problems))
        return draft

    def _loud(self, draft: Draft, party: Party, identity: str, findings: Sequence[Finding]) -> Iterator[Finding]:
        """The findings that count today, without those of a pair that an officer decided to be not the same."""
        today, parties = self._now.date(), self._watchlist.parties
        if party.role not in self._policy.roles:
            return
        for finding in findings:
            listed = parties[finding.listed]
            if not listed.active_on(today):
                continue
            if self._suppressions.of_pair(identity, listed.id, today):
                draft.suppressed += 1
            else:
                yield finding

    def _match(
        self, draft: Draft, consignment: Consignment[Party], party: Party, identity: str, finding: Finding
    ) -> None:
        listed = self._watchlist.parties[finding.listed]
        policy = self._policy
        consequence = policy.consequence(finding.score, party.role, self._batch.mode)
        if consequence is Consequence.NOTHING:
            return
        match = Match(
            listed_party=listed.id,
            listed_name=listed.name,
            list=listed.list,
            agency=listed.agency,
            cbp=policy.is_cbp(listed.agency),
            role=party.role,
            party_name=mask(party.name),
            matched_name=finding.matched,
            score=finding.score,
            evidence=finding.evidence,
            weak=finding.weak,
            by_identifier=finding.by_identifier,
            party_identity=identity,
        )
        draft.matches.append(match)
        if consequence is Consequence.HOLD:
            reason = _listed(match, policy)
            draft.reasons += [reason] if reason.family is not Family.CLEAR else []
            basis = basis_of(party, listed, match) if match.cbp else None
            kind = NoticeKind.REESTABLISHMENT
        else:
            basis = Basis.REASON_TO_BELIEVE if consequence is Consequence.REVIEW else None
            kind = NoticeKind.REVIEW
        if basis is not None:
            draft.notices.append(
                notice_of(
                    kind,
                    basis,
                    party,
                    listed,
                    match,
                    reporter=self._batch.filer,
                    consignment=consignment_key(self._batch.mode, consignment),
                    policy=policy,
                    versions=self._versions,
                    now=self._now,
                )
            )


def _listed(match: Match, policy: Policy) -> Reason:
    importer = match.cbp and match.role is PartyRole.IMPORTER_OF_RECORD
    cause = Cause.LISTED_IMPORTER if importer else Cause.LISTED_PARTY
    whose = "CBP" if match.cbp else match.agency or match.list
    words = "; ".join(evidence.text for evidence in match.evidence)
    text = f"{match.role} {match.party_name} matches {match.listed_name}, excluded by {whose} (score {match.score:.2f}: {words})"
    return Reason(policy.measure(match.role, cbp=match.cbp), cause, text, match)


def not_assessable(problems: Sequence[Problem]) -> Reason:
    """A request for information that names what is missing or wrong: what cannot be assessed is not waved through."""
    words = "; ".join(f"{each.code} in {each.field}: {each.remedy}" for each in problems[:READ_ALOUD])
    more = f"; and {len(problems) - READ_ALOUD} more" if len(problems) > READ_ALOUD else ""
    return Reason(Family.RFI, Cause.NOT_ASSESSABLE, f"cannot be assessed: {words}{more}")
