"""Commands on a store: identity, inspection, sample, allocation, packages, conflicts, audit, outputs."""

from __future__ import annotations

import os
from argparse import Namespace
from dataclasses import asdict

from hmip_desktop.cli.answers import DONE, PARTLY, REFUSED, Answer, error_json, open_store, passphrase_of
from hmip_desktop.domain.values import grouped


def store_create(options: Namespace) -> Answer:
    """A new encrypted store with an identity; its card is written beside the recovery file."""
    from hmip_desktop.services.files import write_private
    from hmip_desktop.services.stores import NewStore, create_store

    request = NewStore(options.store, passphrase_of(options), options.name, options.role, options.recovery_file)
    made = create_store(request)
    try:
        card = write_private(options.store / "identity.card", made.card)
        print_ = made.context.identity.fingerprint
        return Answer({"identity_card": str(card), "fingerprint": print_, "fingerprint_groups": grouped(print_)})
    finally:
        made.context.store.close()


def identity_show(options: Namespace) -> Answer:
    """Name, role and fingerprint of a store's person."""
    from hmip_desktop.services.team import show_identity

    with open_store(options) as ctx:
        return Answer(show_identity(ctx).to_json())


def identity_trust(options: Namespace) -> Answer:
    """Trust a card: all 30 digits are needed. Instead of an earlier one: those who lead vouch, others accept a lead."""
    from hmip_desktop.services.vouching import trust_with_all_digits

    with open_store(options) as ctx:
        person = trust_with_all_digits(ctx, options.card, options.fingerprint or "", options.instead_of or "")
        return Answer(person.to_json())


def identity_resume(options: Namespace) -> Answer:
    """A lead inspector who recovered takes their place up again in their own store."""
    from hmip_desktop.services.team import show_identity
    from hmip_desktop.services.vouching import resume

    with open_store(options) as ctx:
        resume(ctx)
        return Answer(show_identity(ctx).to_json())


def escrow_create(options: Namespace) -> Answer:
    """A new escrow key in a folder."""
    from hmip_desktop.services.team import create_escrow

    return Answer(create_escrow(options.out, os.urandom).to_json())


def escrow_receipt(options: Namespace) -> Answer:
    """Open the archive with the escrow key and write a sealed receipt for each of the team; exit 3 when not all of
    it could be taken."""
    from hmip_desktop.services.escrow_archive import read_archive, write_receipts
    from hmip_desktop.services.stores import utc_now

    archive = read_archive(options.key, options.archive, options.lead)
    made = write_receipts(archive, options.out, now=utc_now(), entropy=os.urandom)
    answer = {**archive.to_json(), "receipts": [one.to_json() for one in made]}
    return Answer(answer, PARTLY if archive.troubles else DONE)


def inspection_create(options: Namespace) -> Answer:
    """A new inspection in a lead inspector's store."""
    from hmip_desktop.services.inspection import NewInspection, create_inspection, show_inspection

    request = NewInspection(
        name=options.name,
        region=options.region,
        fieldwork_start=options.fieldwork_start,
        pack=options.pack,
        escrow=options.escrow,
        self_assessment=options.self_assessment,
        variant=options.variant,
        language=options.language,
        population=options.population,
        escrow_heard={0: options.escrow_fingerprint} if options.escrow_fingerprint else None,
    )
    with open_store(options) as ctx:
        create_inspection(ctx, request)
        return Answer(show_inspection(ctx).to_json())


def inspection_show(options: Namespace) -> Answer:
    """The inspection with its counts by state."""
    from hmip_desktop.services.inspection import show_inspection

    with open_store(options) as ctx:
        return Answer(show_inspection(ctx).to_json())


def inspection_pack(options: Namespace) -> Answer:
    """The next version of the question pack: what it will do, and bringing it in."""
    from hmip_desktop.services.pack_change import bring_in, plan_change

    with open_store(options) as ctx:
        plan = plan_change(ctx, options.file)
        if not options.dry_run:
            bring_in(ctx, options.file)
        return Answer(plan.to_json(applied=not options.dry_run))


def sample_import(options: Namespace) -> Answer:
    """Import a sample whole or not at all."""
    from hmip_desktop.services.sample import import_sample

    with open_store(options) as ctx:
        return Answer(import_sample(ctx, options.file, population=options.population).to_json())


def allocate(options: Namespace) -> Answer:
    """Allocate cases by a CSV."""
    from hmip_desktop.services.allocate import allocate as allocate_file

    with open_store(options) as ctx:
        return Answer(allocate_file(ctx, options.file).to_json())


def export(options: Namespace) -> Answer:
    """One sealed package for one addressee."""
    from hmip_desktop.services.exporting import export as export_package

    with open_store(options) as ctx:
        exported = export_package(ctx, options.to, options.out, only_alerts=options.only_alerts)
        return Answer(exported.to_json())


def package_inspect(options: Namespace) -> Answer:
    """What a package says it is; exit 0 only for a readable, correctly signed one."""
    from hmip_desktop.services.inspect_package import inspect_package

    if options.store is None:
        found = inspect_package(options.file, None)
    else:
        with open_store(options) as ctx:
            found = inspect_package(options.file, ctx)
    data = found.to_json()
    if found.refused is None:
        return Answer(data)
    return Answer({"error": error_json(found.refused), **data}, REFUSED)


def forks(options: Namespace) -> Answer:
    """Stores that were used twice: what is held for it, and what was admitted."""
    from hmip_desktop.services.forks import admitted, held_forks

    with open_store(options) as ctx:
        done = [asdict(one) for one in admitted(ctx)]
        return Answer({"held": [one.to_json() for one in held_forks(ctx)], "admitted": done})


def fork_admit(options: Namespace) -> Answer:
    """Take both branches of what an installation wrote."""
    from hmip_desktop.services.forks import admit, admitted

    with open_store(options) as ctx:
        admit(ctx, options.installation, options.reason)
        done = next(one for one in admitted(ctx) if one.installation == options.installation)
        return Answer(asdict(done))


def merge(options: Namespace) -> Answer:
    """Plan, or plan and apply."""
    from hmip_desktop.services.merge_apply import apply, summary
    from hmip_desktop.services.merge_plan import plan

    with open_store(options) as ctx:
        planned = plan(ctx, options.files)
        merged = summary(planned, applied=False) if options.dry_run else apply(ctx, planned)
    if not merged.quarantined:
        return Answer(merged.to_json())
    if planned.brings_something:
        return Answer(merged.to_json(), PARTLY)
    return Answer({"error": error_json(planned.reasons[0]), **merged.to_json()}, REFUSED)


def conflicts(options: Namespace) -> Answer:
    """Every conflict with both sides."""
    from hmip_desktop.services.conflicts import list_conflicts

    with open_store(options) as ctx:
        return Answer({"conflicts": [found.to_json() for found in list_conflicts(ctx)]})


def resolve(options: Namespace) -> Answer:
    """Settle a conflict by keeping one side."""
    from hmip_desktop.services.conflicts import list_conflicts
    from hmip_desktop.services.conflicts import resolve as settle

    with open_store(options) as ctx:
        settle(ctx, options.id, options.keep, options.reason)
        return Answer({"resolved": options.id, "conflicts": len(list_conflicts(ctx))})


def audit(options: Namespace) -> Answer:
    """Recompute every digest, chain and projection; exit 1 when something does not hold."""
    from hmip_desktop.services.auditing import anchor_json, audit_json
    from hmip_desktop.services.auditing import audit as audit_store

    with open_store(options) as ctx:
        found = audit_store(ctx)
        return Answer({**audit_json(found), "anchor": anchor_json(ctx)}, DONE if found.sound else REFUSED)


def report(options: Namespace) -> Answer:
    """Write outputs for one audience."""
    from hmip_desktop.services.report import ReportRequest
    from hmip_desktop.services.report import report as write_outputs

    request = ReportRequest(
        options.out, tuple(options.kind or ("all",)), options.audience, options.clear, options.reason
    )
    with open_store(options) as ctx:
        return Answer(write_outputs(ctx, request).to_json())
