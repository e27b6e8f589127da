"""One made-up inspector's week: the case read, the practitioner interviewed, the questions judged, the case closed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, cast

from msgspec import convert

from hmip_desktop.domain.alert import Alert
from hmip_desktop.domain.assessment import Evaluation, Evidence, EvidenceLink, Feedback, Theme
from hmip_desktop.domain.flow import Page
from hmip_desktop.domain.interview import Interview, InterviewNote, NoteTag
from hmip_desktop.domain.values import Answer, moment
from hmip_desktop.services import alerts, assess, interview
from hmip_desktop.services.context import Context
from hmip_desktop.services.made_up import Plan, answer_for, evidence_for, pick, words

LONGEST, LOOKS = timedelta(hours=2, minutes=30), timedelta(minutes=15)
"""Most time of one case, and how much of it the looks at the clock take by themselves."""


class Clock:
    """A clock of the made-up week: it moves a little at every look, so that nothing happens twice at once."""

    def __init__(self, start: datetime) -> None:
        self.at = start

    def __call__(self) -> datetime:
        self.at += timedelta(seconds=7)
        return self.at

    def pass_time(self, each: timedelta, share: float) -> None:
        """Let a share of a case's time go by; a little is kept for the looks themselves."""
        self.at += max(timedelta(0), min(each, LONGEST) - LOOKS) * share


@dataclass(frozen=True, slots=True)
class Week:
    """Whose week it is, and what is done at once when an alert was raised, before the case is finished.

    ``pass_time`` lets a share (0 to 1) of the time go by that there is for a case.
    """

    plan: Plan
    ctx: Context
    name: str
    send_alert: Callable[[], None]
    pass_time: Callable[[float], None]


def assess_case(week: Week, case_id: str, case_ref: str) -> int:
    """Do the whole case as an inspector would; gives the number of answers."""
    ctx = week.ctx
    if not assess.has_declared(ctx):
        assess.declare(ctx, False, "")
    opened = assess.open_case(ctx, case_id)
    routing = assess.route_of(opened.record)
    if opened.pack.routes and not isinstance(routing, Exception):
        assess.use_route(ctx, case_id, routing.route, "")
    week.pass_time(0.1)
    _hold_interview(week, case_id, case_ref)
    week.pass_time(0.4)
    _answer_data(week, case_id, case_ref)
    answered = 0
    for page in assess.open_case(ctx, case_id).flow.pages:
        if page.kind == "key_question":
            week.pass_time(0.1)
            answered += _judge(week, case_id, case_ref, page)
    _place_notes(week, case_id)
    _explain(week, case_id, case_ref)
    if week.plan.random("alert", case_ref).random() < 0.03 or case_ref == week.plan.case_refs[0]:
        _raise_alert(week, case_id, case_ref)
    _close(week, case_id, case_ref)
    return answered


def _hold_interview(week: Week, case_id: str, case_ref: str) -> None:
    ctx = week.ctx
    record = ctx.case(case_id)
    if not record.facts.interview_at:
        interview.save_interview(ctx, case_id, Interview("nobody", file_read=True))
        return
    started = ctx.now()
    by_topic = cast(dict[str, list[tuple[NoteTag, str]]], words()["topic_notes"])
    topics = [topic.ref for topic in ctx.inspection().pack.topics]
    fitting = week.plan.random("topics", case_ref).sample([ref for ref in topics if ref in by_topic] or [""], k=1)
    asked = [ref for ref in topics if ref in by_topic and ref not in fitting][:2] + fitting
    for index, topic in enumerate(asked):
        noted = started + timedelta(minutes=13 * index + 4)
        chance = week.plan.random("note", case_ref, index)
        tag, text = chance.choice(by_topic[topic]) if topic else ("quote", pick(week.plan, "notes", case_ref, index))
        note = InterviewNote(text, moment(noted), (13 * index + 4) * 60, topic, tag)
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
    pdu = ctx.case(case_id).facts.pdu
    answers: dict[str, Answer | None] = {
        ref: answer_for(plan, case_ref, pdu, ref, flow.na_allowed(ref)) for ref in refs if ref != page.ref
    }
    met = sum(answer == "yes" for answer in answers.values())
    answers[page.ref] = "yes" if 2 * met >= len(answers) else "no"
    assess.record_page(ctx, case_id, answers)
    judged = [ref for ref in refs if ref != page.ref and answers[ref] != "na"]
    chosen = plan.random("shown", case_ref, page.ref).sample(judged, k=min(2, len(judged)))
    for index, ref in enumerate(sorted(chosen) or [page.ref]):
        met_here = answers[ref] == "yes"
        stance: Literal["supports", "gap"] = "supports" if met_here else "gap"
        source, text = evidence_for(plan, case_ref, ref, met_here)
        dated = (plan.fieldwork_start - timedelta(days=40 + 9 * index)).isoformat()
        links = (EvidenceLink(ref, stance), *[EvidenceLink(page.ref, stance)] * (ref != page.ref))
        assess.save_evidence(ctx, case_id, Evidence(text, source, dated, links))
    return len(answers)


def _place_notes(week: Week, case_id: str) -> None:
    """Send each note of the interview to the key question that its topic bears on, as triage does."""
    places = cast(dict[str, int], words()["topic_places"])
    record, flow = week.ctx.case(case_id), assess.open_case(week.ctx, case_id).flow
    asked = [page.ref for page in flow.pages if page.kind == "key_question"]
    for note_id, held in record.notes.items():
        if held.value.topic in places:
            stance: Literal["supports", "gap"] = "gap" if held.value.tag == "gap" else "supports"
            interview.place_on_judgement(
                week.ctx, case_id, note_id, asked[places[held.value.topic] % len(asked)], stance
            )


def _explain(week: Week, case_id: str, case_ref: str) -> None:
    given = week.ctx.case(case_id).given
    for found in assess.open_case(week.ctx, case_id).flow.contradictions:
        group = "reasons_for_yes" if given.get(found.question) == "yes" else "reasons"
        assess.explain(week.ctx, case_id, found.question, pick(week.plan, group, case_ref, found.question))


def _raise_alert(week: Week, case_id: str, case_ref: str) -> None:
    kept = cast(list[dict[str, str]], words()["alerts"])
    invented = kept[week.plan.case_refs.index(case_ref) % len(kept)]
    alert = convert({**invented, "raised_at": moment(week.ctx.now())}, Alert)
    alert_id, _ = alerts.raise_alert(week.ctx, case_id, alert)
    alerts.record_told(week.ctx, case_id, alert_id, words()["lead"])
    week.send_alert()


def _close(week: Week, case_id: str, case_ref: str) -> None:
    """Evaluate and sign off; the last case of the list stays open, as one always does."""
    ctx, plan = week.ctx, week.plan
    rule = interview.feedback_rule(ctx.case(case_id))
    feedback = Feedback(True, given_at=moment(ctx.now())) if rule.allowed else Feedback(False, rule.code)
    enquiry = plan.random("enquiry", case_ref).random() < 0.6
    themes = (
        Theme("enabler", pick(plan, "enablers", case_ref)),
        Theme("barrier", pick(plan, "barriers", case_ref)),
        *[Theme("line_of_enquiry", pick(plan, "lines_of_enquiry", case_ref))] * enquiry,
    )
    flow = assess.open_case(ctx, case_id).flow
    # the first judgement of its kind is what a strength or an area rests on
    first = {flow.answer(page.ref): f" [{page.ref}]" for page in reversed(flow.pages) if page.kind == "key_question"}
    strength = pick(plan, "strengths", case_ref) + first.get("yes", "")
    area = pick(plan, "areas", case_ref) + first.get("no", "")
    evaluation = Evaluation((strength,), (area,), themes, (), feedback, True)
    assess.evaluate(ctx, case_id, evaluation)
    if case_ref != plan.open_case_ref:
        assess.sign_off(ctx, case_id)
