"""Pictures of what comes back to an inspector: queries, notes, conflicts, practice; and the lead's side of it."""

from __future__ import annotations

from typing import Any

from hmip_desktop.domain.moved_case import EndedAnswer, MovedCase
from hmip_desktop.services import assess, exporting, guidance_notes, merge_apply, merge_plan, queries
from hmip_desktop.store import projections
from hmip_desktop.ui.views.case.moved import open_changes


def returned(studio: Any) -> None:
    """A query with a reply begun and a note, at their question in a signed-off case."""
    studio.enter()
    studio.places.open_case(studio.world.case_ids["0403"], "C1")
    studio.settle()
    page = studio.places.case.space.assessment.page
    card = next(iter(page.queries.cards.values()))
    card.box.show_words("The call of 12 May at 14:10, with the duty manager; the earlier one was a ")
    card.box.field.setFocus()
    studio.take("query")
    card.box.show_words("")


def note(studio: Any) -> None:
    """A note to the guidance that is newer than the answer."""
    case = studio.open_case("0417")
    case.space.open_ref("C1")
    studio.settle()
    studio.take("guidance-note")


def own_conflict(studio: Any) -> None:
    """A conflict of the inspector's own store, and a conflict of interest that is not sent yet."""
    world = studio.world
    case_id = world.case_ids["0440"]
    studio.enter()
    if not projections.disputed(world.inspector.store):
        assess.record_answer(world.lead, case_id, "C1", "no")
        assess.record_answer(world.inspector, case_id, "C1", "yes")
        made = exporting.export(world.lead, world.inspector.me, world.folder / "post")
        merge_apply.apply(world.inspector, merge_plan.plan(world.inspector, [made.package]))
        assess.declare(world.inspector, True, "I supervised this practitioner until March.")
    studio.places.show_cases()
    studio.settle()
    studio.take("my-cases-notices")
    studio.places.show_conflicts()
    studio.settle()
    studio.take("own-conflict")


def practice_case(studio: Any) -> None:
    """The practice case, and My cases while there is one."""
    from hmip_desktop.ui.views.my_cases.practice_case import ThrowAwayDialog

    studio.enter()
    studio.places.open_practice()
    studio.settle()
    studio.take("practice")
    studio.places.show_cases()
    studio.settle()
    studio.take("my-cases-practice")
    dialog = ThrowAwayDialog(studio.program.theme, studio.program.window)
    dialog.show()
    studio.take("dialog-throw-away", dialog)
    dialog.close()
    dialog.deleteLater()


def moved_case(studio: Any) -> None:
    """What a new version of the questions changed in a case, in a sheet over it."""
    case = studio.open_case("0417")
    one = EndedAnswer(
        "C1b", "Does the assessment draw on what others know, among them children’s services and the police?", "2025.1",
        "merged", "no", "The police log of March was not asked for.", ("No enquiry of the police after 24 March.",),
        "2026-11-10T09:14:00.000Z", "AI-07", (("C1a", "Is what is known of risk put together from every source?"),),
        "Two prompts asked the same thing.",
    )  # fmt: skip
    found = MovedCase(
        "0" * 16, "2025.1", "2025.2", "0" * 64, "After the first region.", 23, (one,),
        (("C2", "Is the plan shaped by the risk?", "Does the plan follow from what the assessment says of risk?"),),
        (("C3e", "Is contact often enough for the risk there is?"),),
    )  # fmt: skip
    sheet = open_changes(studio.program.theme, studio.program.window, found, studio.world.clock())
    studio.take("moved-case", sheet)
    sheet.reject()
    case.space.open_ref("C1")


SCENES = (returned, note, practice_case, own_conflict, moved_case)


def lead_queries(studio: Any) -> None:
    """The lead inspector's list of queries with a thread, notes with older answers, a declared conflict, both forms."""
    scene = studio.scene
    lead, person = scene.lead, scene.inspectors[0]
    if not queries.list_queries(lead):
        items = projections.case_list(lead.store, inspector=person.me, state="included")[:3]
        asked = ("Which contact do you mean?", "Who was at the review of 2 June?", "Was the plan shared before day 15?")
        ids = [queries.ask(lead, item.case_id, ref, words)[0]
               for item, ref, words in zip(items, ("C1", "C2", "C3"), asked, strict=True)]  # fmt: skip
        guidance_notes.write(lead, "C1", "Children who stay at weekends count as children in the household.")
        _bring(scene, lead, person)
        queries.answer(person, items[0].case_id, ids[0], "The home visit of 12 May, in the contact log at 14:10.")
        assess.declare(person, True, "I supervised one of these practitioners until March.")
        _bring(scene, person, lead)
        queries.ask_further(lead, items[1].case_id, ids[1], "Who was there from children’s services?")
        studio.places.desk.read_again()
    screen = studio.at("queries")
    screen.show_part("queries")
    studio.take("queries")
    screen.show_part("notes")
    studio.take("queries-notes")
    screen.show_part("declared")
    studio.take("queries-declared")
    studio.places.ask(projections.case_list(lead.store, state="included")[0].case_id, "C1")
    studio.take_dialog("queries-ask")
    screen.write_note()
    studio.take_dialog("queries-note-form")
    screen.show_part("queries")


def _bring(scene: Any, sender: Any, to: Any) -> None:
    made = exporting.export(sender, to.me, scene.folder / "packages")
    merge_apply.apply(to, merge_plan.plan(to, [made.package]))


def versions(studio: Any) -> None:
    """The version in use, what bringing in the next one will do, and results over two of them."""
    from hmip_desktop.services.pack_change import bring_in
    from tests.next_version import write_next

    screen = studio.at("queries")
    screen.show_part("versions")
    studio.take("versions")
    file = write_next(studio.scene.folder)
    if studio.scene.lead.inspection().earlier:
        return
    screen.look_at(file)
    studio.take_dialog("versions-plan")
    if studio.look.name == "welsh":
        bring_in(studio.scene.lead, file)
        studio.places.desk.read_again()
        studio.at("queries").show_part("versions")
        studio.take("versions-after")
        studio.at("results")
        studio.take("versions-results")


LEAD_SCENES = (lead_queries, versions)
