"""What a store knows that decides over a package: its keys, rosters and packs, and who was ever given which case."""

from __future__ import annotations

from collections.abc import Mapping

from hmip_desktop.domain.merge import KnownCase
from hmip_desktop.domain.pack import Pack
from hmip_desktop.domain.pack_checks import read_canonical
from hmip_desktop.domain.sample import Allocation, Roster
from hmip_desktop.domain.succession import lineage, problems_against
from hmip_desktop.errors import Refused
from hmip_desktop.exchange.reader import Keys, ReadCase
from hmip_desktop.exchange.roster import read_roster
from hmip_desktop.exchange.seal import SignedDocument
from hmip_desktop.services.context import LEADING, Context, OpenInspection
from hmip_desktop.services.inspection import INSPECTION_KEY
from hmip_desktop.store import keepsakes
from hmip_desktop.store import revisions as journal


class Allowed:
    """Who may have written about a case: whoever was ever allocated it, and those who lead."""

    def __init__(self, ctx: Context) -> None:
        found = ctx.find_inspection()
        self.leads = frozenset(m.fingerprint for m in found.leads()) if found else None

    def of(self, known: KnownCase, case: ReadCase, roles: Mapping[str, frozenset[str]]) -> frozenset[str] | None:
        """Fingerprints, None where nothing is known yet (a first allocation from the lead).

        ``roles`` are those of the rosters up to the one that the package names. Allocations that came with the case
        count too: only those who lead can have written them.
        """
        if self.leads is None or case.case_id == "-" or case.authors <= self.leads or not known.allocated:
            return None
        brought = case.revisions if case.has("allocation") else ()
        values = (r.value() for r in brought if r.header.kind == "allocation")
        named = {name for one in values if isinstance(one, Allocation) for name in (one.inspector, one.interviewer)}
        allowed = self.leads | known.allocated | named
        if case.authors <= allowed:
            return allowed
        leading = {fingerprint for fingerprint, held in roles.items() if held & set(LEADING)}
        quality = {fingerprint for fingerprint, held in roles.items() if "quality_lead" in held}
        return allowed | leading | _moderating(case, quality)


def _moderating(case: ReadCase, quality: set[str]) -> set[str]:
    """Quality leads who wrote nothing but moderations and questions: they need no case of their own for that."""
    return {one for one in quality if case.kinds.get(one, frozenset()) <= {"moderation", "query"}}


def admissions(case: ReadCase) -> set[str]:
    """Installations whose forks those who lead admitted, as this package says; who may write so was checked."""
    if not case.has("fork"):
        return set()
    forks = (one.header.subject.partition(":") for one in case.revisions if one.header.kind == "fork")
    return {key for _, _, key in forks}


def keys_of(ctx: Context) -> Keys:
    """Everything that opens packages here: the person's own key and the inspection's."""
    secrets = [ctx.identity.age_secret]
    inspection_key = keepsakes.secret(ctx.store, INSPECTION_KEY)
    if inspection_key is not None:
        secrets.append(inspection_key.decode())
    return Keys(ctx.me, tuple(secrets))


def rosters(ctx: Context, inspection: OpenInspection | None) -> tuple[Roster, ...]:
    """Every verified roster: the one in force, those that came signed, and those of lead and deputy side by side."""
    signed = keepsakes.documents(ctx.store, "roster").values()
    found = [inspection.roster] if inspection is not None else []
    found += [read_roster(SignedDocument(one.document, one.signature)).roster for one in signed]
    if inspection is not None:
        values = (revision.value() for revision in journal.history(ctx.store, f"roster:{inspection.id}"))
        found += [value for value in values if isinstance(value, Roster)]
    return tuple(sorted(dict.fromkeys(found), key=lambda roster: roster.version))


def questions_of(ctx: Context) -> dict[str, frozenset[str]]:
    """References of each pack held here, by its digest."""
    packs = ((digest, keepsakes.pack(ctx.store, digest)) for digest in keepsakes.pack_digests(ctx.store))
    return {digest: refs_of(pack) for digest, pack in packs if pack is not None}


def packs_brought(ctx: Context, documents: Mapping[str, SignedDocument]) -> dict[str, Pack]:
    """The packs that a package brings, by digest, each checked as a whole and against the version that it succeeds.

    Raises Refused ``pack-invalid``, and ``pack-changes-wrong`` where what it says of that version is not so.
    """
    brought = {digest: read_canonical(document.data) for digest, document in documents.items()}
    for digest, pack in brought.items():
        if pack.digest != digest:
            raise Refused("pack-invalid", field="digest", problem="digest")
        line = lineage(pack, lambda one: brought.get(one) or keepsakes.pack(ctx.store, one)).earlier
        for problem in problems_against(pack, line[0], line[1:]) if line else ():
            raise Refused("pack-changes-wrong", field=problem.field, problem=problem.code)
    return brought


def refs_of(pack: Pack) -> frozenset[str]:
    """References of the elements of a pack."""
    return frozenset(element.ref for element in pack.elements)
