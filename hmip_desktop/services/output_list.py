"""What can be made for whom, how it will look, and what is left out of it; nothing is written or recorded here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from hmip_desktop.domain.disclosure import Hidden, Limits
from hmip_desktop.domain.results import Accounting
from hmip_desktop.errors import Refused
from hmip_desktop.outputs import statistics
from hmip_desktop.progress import Progress
from hmip_desktop.services.context import Context
from hmip_desktop.services.report import ALLOWED, custody_page
from hmip_desktop.services.report_facts import build_model
from hmip_desktop.services.report_files import Job, files_of
from hmip_desktop.services.report_learned import hidden_words
from hmip_desktop.services.report_sources import Audience, Sources, context_of, read_sources
from hmip_desktop.store.projections import CaseItem

PAGED = ("case", "headline", "annex", "alert", "practice", "organisation", "custody")
"""Kinds that are pages and can be looked at before they are made."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What does not stand in the outputs of one audience. ``hidden`` is the inner log, ``grounds`` counts it;
    ``core`` and ``adjusted`` are counted cases by question set (0 for packs without sets)."""

    hidden: tuple[Hidden, ...]
    grounds: Mapping[str, int]
    accounting: Accounting
    core: int
    adjusted: int
    limits: Limits


@dataclass(frozen=True, slots=True)
class PreviewPage:
    """One page of an output as PNG. ``files`` of this kind in all; the preview shows the first."""

    name: str
    page: int
    pages: int
    files: int
    picture: bytes


def kinds_for(audience: str) -> tuple[str, ...]:
    """The kinds of output that an audience may have and this computer can make, in the order in which they are made."""
    return tuple(kind for kind in ALLOWED[audience] if kind != "statistics" or statistics.is_available())


def left_out(ctx: Context, audience: str) -> LeftOut:
    """What the outputs of this audience leave out, and why. Refused as ``services.report.report``."""
    sources = read_sources(ctx, ctx.now().astimezone())
    _, log = build_model(ctx, sources, cast(Audience, audience))
    log += hidden_words(ctx, kinds_for(audience), audience)
    counts, routed = sources.counts, bool(sources.inspection.pack.routes)
    return LeftOut(
        log,
        dict(Counter(hidden.ground for hidden in log)),
        sources.accounting,
        len(counts.of_route("core")) if routed else 0,
        len(counts.of_route("adjusted")) if routed else 0,
        sources.limits,
    )


def preview(
    ctx: Context,
    kind: str,
    audience: str,
    page: int = 1,
    *,
    case_id: str = "",
    scale: float = 1.5,
    progress: Progress | None = None,
) -> PreviewPage:
    """One page of the first file of this kind, for case records of that case when one is named.

    Raises Refused ``output-has-no-pages``, ``case-unknown`` and as ``report``.
    """
    if kind not in PAGED:
        raise Refused("output-has-no-pages")
    sources = read_sources(ctx, ctx.now().astimezone())
    model, _ = build_model(ctx, sources, cast(Audience, audience))
    if progress is not None:
        progress.step(1, 3, "pages")
    cases = _shown_case(sources, case_id)
    job = Job(ctx, sources, context_of(sources, cast(Audience, audience)), model, cases)
    made = [custody_page(job)] if kind == "custody" else files_of(kind, job)
    files = [file for file in made if file.name.endswith(".pdf")]
    if not files:
        raise Refused("output-has-no-pages")
    if progress is not None:
        progress.step(2, 3, "pages")
    from hmip_desktop.outputs.preview import page_count, page_picture  # PDFium is loaded only to look at pages

    document = files[0].content
    pages = page_count(document)
    wanted = min(max(page, 1), pages)
    number = len(sources.counts.items) if kind == "case" and not case_id else len(files)
    return PreviewPage(files[0].name, wanted, pages, number, page_picture(document, wanted, scale))


def _shown_case(sources: Sources, case_id: str) -> tuple[CaseItem, ...]:
    """The case asked for, else the first that counts, else the first of the list."""
    items = sources.counts.items
    if case_id:
        found = tuple(item for item in items if item.case_id == case_id)
        if not found:
            raise Refused("case-unknown", case_id=case_id)
        return found
    return tuple(item for item in items if item.counted)[:1] or items[:1]
