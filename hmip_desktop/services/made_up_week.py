"""One made-up inspector's week: the case read, the practitioner interviewed, the questions judged, the case closed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import cast

from hmip_desktop.domain.alert import Alert
from hmip_desktop.domain.assessment import Evaluation, Evidence, EvidenceLink, Feedback, Theme
from hmip_desktop.domain.flow import Page
from hmip_desktop.domain.interview import Interview, InterviewNote, NoteTag
from hmip_desktop.domain.values import Answer, EvidenceSource, moment
from hmip_desktop.services import alerts, assess, interview
from hmip_desktop.services.context import Context
from hmip_desktop.services.made_up import Plan, answer_for, pick, words

SOURCES: tuple[EvidenceSource, ...] = ("oasys", "ndelius", "ndelius", "visor", "professionals_minutes")
TAGS: tuple[NoteTag, ...] = ("strength", "gap", "quote", "follow_up")


@dataclass(frozen=True, slots=True)
class Week:
    """Whose week it is, and what is done at once when an alert was raised, before the case is finished."""

    plan: Plan
    ctx: Context
    name: str
    send_alert: Callable[[], None]


def assess_case(week: Week, case_id: str, case_ref: str) -> int:
    """Do the whole case as an inspector would; gives the number of answers."""
    ctx = week.ctx
    if not assess.has_declared(ctx):
        assess.declare(ctx, False, "")
    opened = assess.open_case(ctx, case_id)
    routing = assess.route_of(opened.record)
    if opened.pack.routes and not isinstance(routing, Exception):
        assess.use_route(ctx, case_id, routing.route, "")
    _hold_interview(week, case_id, case_ref)
    _answer_data(week, case_id, case_ref)
    answered = 0
    for page in assess.open_case(ctx, case_id).flow.pages:
        if page.kind == "key_question":
            answered += _judge(week, case_id, case_ref, page)
    _explain(week, case_id, case_ref)
    if week.plan.random("alert", case_ref).random() < 0.06 or case_ref == week.plan.case_refs[0]:
        _raise_alert(week, case_id)
    _close(week, case_id, case_ref)
    return answered


def _hold_interview(week: Week, case_id: str, case_ref: str) -> None:
    ctx = week.ctx
    record = ctx.case(case_id)
    if not record.facts.interview_at:
        interview.save_interview(ctx, case_id, Interview("nobody", file_read=True))
        return
    started = ctx.now()
    topics = ctx.inspection().pack.topics
    for index in range(3):
        topic = topics[index % len(topics)].ref if topics else ""
        noted = started + timedelta(minutes=7 * index + 4)
        text = pick(week.plan, "notes", case_ref, index)
        tag = week.plan.random("tag", case_ref, index).choice(TAGS)
        note = InterviewNote(text, moment(noted), (7 * index + 4) * 60, topic, tag)
        interview.save_note(ctx, case_id, note)
    ended = started + timedelta(minutes=58)
    who = week.plan.random("who", case_ref).choices(("practitioner", "line_manager"), (9, 1))[0]
    held = Interview(who, started_at=moment(started), ended_at=moment(ended), supervises_case=who == "practitioner")  # type: ignore[arg-type]
    interview.save_interview(ctx, case_id, held)


def _answer_data(week: Week, case_id: str, case_ref: str) -> None:
    pack = week.ctx.inspection().pack
    flow = assess.open_case(week.ctx, case_id).flow
    for question in pack.data_questions:
        if not flow.is_visible(question.ref):
            continue
        chance = week.plan.random("data", case_ref, question.ref)
        if question.options:
            chosen = chance.choice(question.options).id
        else:
            chosen = {"yes_no": "yes", "number": "2", "date": "2026-06-01"}.get(question.kind, "Seen in the file.")
        assess.record_data(week.ctx, case_id, question.ref, (chosen,))


def _judge(week: Week, case_id: str, case_ref: str, page: Page) -> int:
    ctx, plan = week.ctx, week.plan
    flow = assess.open_case(ctx, case_id).flow
    refs = [ref for ref in page.elements if flow.is_visible(ref)]
    if case_ref == plan.open_case_ref and page == flow.pages[0]:
        refs = refs[1:]
    answers: dict[str, Answer | None] = {
        ref: answer_for(plan, case_ref, ref, flow.na_allowed(ref)) for ref in refs if ref != page.ref
    }
    met = sum(answer == "yes" for answer in answers.values())
    answers[page.ref] = "yes" if 2 * met >= len(answers) else "no"
    assess.record_page(ctx, case_id, answers)
    for index, ref in enumerate(refs[:2]):
        group = "supports" if answers[ref] == "yes" else "gaps"
        link = EvidenceLink(ref, "supports" if group == "supports" else "gap")
        source = plan.random("source", case_ref, ref).choice(SOURCES)
        dated = (plan.fieldwork_start - timedelta(days=40 + 9 * index)).isoformat()
        note = Evidence(pick(plan, group, case_ref, ref), source, dated, (link, EvidenceLink(page.ref, link.stance)))
        assess.save_evidence(ctx, case_id, note)
    return len(answers)


def _explain(week: Week, case_id: str, case_ref: str) -> None:
    for found in assess.open_case(week.ctx, case_id).flow.contradictions:
        assess.explain(week.ctx, case_id, found.question, pick(week.plan, "reasons", case_ref, found.question))


def _raise_alert(week: Week, case_id: str) -> None:
    invented = cast(dict[str, str], words()["alert"])
    alert = Alert(
        scope="others",
        what_happened=invented["what_happened"],
        at_risk=invented["at_risk"],
        significant=invented["significant"],
        imminent=invented["imminent"],
        identifiable=invented["identifiable"],
        raised_at=moment(week.ctx.now()),
    )
    alert_id, _ = alerts.raise_alert(week.ctx, case_id, alert)
    alerts.record_told(week.ctx, case_id, alert_id, words()["lead"])
    week.send_alert()


def _close(week: Week, case_id: str, case_ref: str) -> None:
    """Evaluate and sign off; the last case of the list stays open, as one always does."""
    ctx, plan = week.ctx, week.plan
    rule = interview.feedback_rule(ctx.case(case_id))
    feedback = Feedback(True, given_at=moment(ctx.now())) if rule.allowed else Feedback(False, rule.code)
    themes = (Theme("enabler", pick(plan, "enablers", case_ref)), Theme("barrier", pick(plan, "barriers", case_ref)))
    evaluation = Evaluation(
        (pick(plan, "strengths", case_ref),), (pick(plan, "areas", case_ref),), themes, (), feedback, True
    )
    assess.evaluate(ctx, case_id, evaluation)
    if case_ref != plan.open_case_ref:
        assess.sign_off(ctx, case_id)
