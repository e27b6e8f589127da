"""The rows of the stage rail, worked out from the state of a case. No widgets here."""

from __future__ import annotations

from hmip_desktop.domain.flow import Count, Page
from hmip_desktop.domain.values import STAGES
from hmip_desktop.services.assess import route_of
from hmip_desktop.ui.case_desk import CaseDesk
from hmip_desktop.ui.text import t
from hmip_desktop.ui.widgets.rail import RailItem

EVALUATE, DETAILS, INTERVIEW, ALERTS = "evaluate", "details", "interview", "alerts"
ALL_OPEN = 5  # up to so many pages every stage shows its pages; more would push the places out of view


def rail_items(desk: CaseDesk, current: str) -> tuple[RailItem, ...]:
    """Stages with their pages, Evaluate, and the places of the case; ``current`` is the key of what is shown."""
    return (*_stages(desk, current), _evaluate(desk), RailItem("line", kind="line"), *_places(desk))


def state_of(count: Count) -> tuple[str, str, str]:
    """Icon, tone and words of how far something is."""
    if count.total and count.complete:
        return "done", "ok", t("Completed")
    if count.answered:
        return "half", "brand", t("In progress")
    return "circle", "text2", t("Not yet started")


def _stages(desk: CaseDesk, current: str) -> list[RailItem]:
    flow, pack = desk.flow, desk.pack
    groups: dict[str, list[Page]] = {}
    for page in flow.pages:
        groups.setdefault(page.stage or page.standard, []).append(page)
    shown_in = next((key for key, pages in groups.items() if current in [page.ref for page in pages]), "")
    rows = []
    for key, pages in groups.items():
        stage = key in STAGES
        title = pack.stage_title(key) if stage else f"{key} {pack.text(key, 'title')}" if key else t("Case data")
        count = flow.stages.get(key) if stage else _added([flow.page_count(page.ref) for page in pages])
        count = count or Count(0, 0)
        icon, tone, state = state_of(count)
        rows.append(
            RailItem(
                f"stage:{key}",
                title,
                icon,
                tone,
                f"{count.answered}/{count.total}",
                bold=True,
                spoken=t(
                    "{title}, {state}, {done} of {total}",
                    title=title,
                    state=state,
                    done=count.answered,
                    total=count.total,
                ),
                children=tuple(_page_row(desk, page) for page in pages),
                expanded=key == shown_in or len(flow.pages) <= ALL_OPEN,
            )
        )
    return rows


def _added(counts: list[Count]) -> Count:
    return Count(sum(count.answered for count in counts), sum(count.total for count in counts))


def page_label(desk: CaseDesk, page: Page) -> str:
    """What a page is called in rail and captions."""
    if page.kind == "data":
        return t("Data questions") if page.stage else t("Data about the case")
    return f"{page.ref} {desk.pack.text(page.ref, 'label')}"


def _page_row(desk: CaseDesk, page: Page) -> RailItem:
    label = page_label(desk, page)
    icon, tone, state = state_of(desk.flow.page_count(page.ref))
    if page.kind == "data" and not desk.flow.page_count(page.ref).total:
        given = any(desk.given(ref) for ref in page.elements)
        icon, tone, state = ("half", "brand", t("In progress")) if given else ("circle", "text2", t("If you know it"))
    if desk.is_flagged(page.ref):
        icon, tone, state = "flag", "warn", t("Flagged")
    if any(held.value.state == "open" and held.value.ref in page.elements for held in desk.record.queries.values()):
        icon, tone, state = "reply", "warn", t("Asked about")
    where = desk.pack.stage_title(page.stage) if page.kind == "data" else ""
    spoken = ", ".join(part for part in (label, where, state) if part)
    return RailItem(page.ref, label, icon, tone, spoken=spoken)


def _evaluate(desk: CaseDesk) -> RailItem:
    if desk.is_locked:
        return RailItem(EVALUATE, t("Evaluate"), "done", "ok", t("Signed off"), bold=True)
    count = len(desk.open_items())
    icon, tone = ("half", "brand") if desk.record.evaluation else ("circle", "text2")
    return RailItem(EVALUATE, t("Evaluate"), icon, tone, t("{count} open", count=count), bold=True)


def _places(desk: CaseDesk) -> list[RailItem]:
    record = desk.record
    interviewed = record.interview is not None and (record.interview.value.ended_at or record.is_file_read)
    left = len(record.notes) - len(record.placed)
    talk = ("done", "ok") if interviewed else ("half", "brand") if record.interview else ("circle", "text2")
    open_alerts = sum(1 for held in record.alerts.values() if held.value.state != "closed")
    word = t("File-read") if record.is_file_read else t("Practitioner interview")
    return [
        RailItem(DETAILS, t("Case details"), *_details_state(desk), bold=True),
        RailItem(INTERVIEW, word, *talk, t("{count} left", count=left) if left > 0 else "", bold=True),
        RailItem(
            ALERTS,
            t("Alerts"),
            "alert",
            "text",
            t("{count} open", count=open_alerts) if open_alerts else "",
            "warning" if open_alerts else "",
            bold=True,
        ),
    ]


def _details_state(desk: CaseDesk) -> tuple[str, str]:
    """Done when everything that can change the question set is known."""

    known = not isinstance(route_of(desk.record), Exception)
    return ("done", "ok") if known else ("half", "brand")
