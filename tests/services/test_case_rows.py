"""The long list that is read by pages: it says what the whole list would say, and reads no more than is looked at."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from hmip_desktop.services import case_rows, queries, sitting
from hmip_desktop.services.case_rows import PAGE, CaseRows, ListedCase
from hmip_desktop.services.case_search import CaseSearch, browse_cases, find_cases
from hmip_desktop.services.context import Context
from hmip_desktop.store import projections
from hmip_desktop.store.projections import CaseItem
from hmip_desktop.store.revisions import Write
from tests.people import Team
from tests.store.desk import facts

DAY = date(2026, 11, 9)
MANY = 2 * PAGE + 5


@pytest.fixture
def listed(team: Team) -> CaseRows:
    """A lead's list of 85 cases, every seventh with an interview on the day."""
    writes = []
    for number in range(1, MANY + 1):
        planned = f"{DAY}T{9 + number % 8:02}:30" if number % 7 == 0 else ""
        made = msgspec.structs.replace(facts(number), case_ref=f"26-{number:04}", interview_at=planned)
        writes.append(Write(f"case:{number:016x}", made))
    team.lead.write(*writes)
    found = sitting.first_look(team.lead)
    assert found is not None and not found.complete
    assert isinstance(found.cases, CaseRows)
    return found.cases


def test_pages_put_together_are_the_whole_list(listed: CaseRows, team: Team) -> None:
    whole = projections.case_list(team.lead.store)
    assert len(listed) == len(whole) == projections.list_size(team.lead.store)
    assert [row.case_id for row in listed] == [item.case_id for item in whole]
    assert listed[-1].case_ref == whole[-1].case_ref
    assert [row.case_ref for row in listed[38:43]] == [item.case_ref for item in whole[38:43]]
    with pytest.raises(IndexError):
        listed[len(whole)]


def test_only_pages_that_are_looked_at_are_read(listed: CaseRows, team: Team) -> None:
    read: list[str] = []

    def dress(item: CaseItem) -> ListedCase:
        read.append(item.case_ref)
        return sitting._plain(item, case_rows.NOT_READ)

    rows = CaseRows(team.lead.store, dress)
    whole = [item.case_ref for item in projections.case_list(team.lead.store)]
    assert [rows[place].case_ref for place in (0, 5, PAGE)] == [whole[place] for place in (0, 5, PAGE)]
    assert read == whole[: 2 * PAGE]
    assert rows[0].exported_at == case_rows.NOT_READ and not rows[0].received


@pytest.mark.parametrize("code", ["all", "today", "planned", "open", "alert", "returned"])
def test_filters_keep_what_they_say(listed: CaseRows, code: str) -> None:
    wanted = {"all": len(listed), "open": len(listed), "today": MANY // 7, "planned": MANY // 7}.get(code, 0)
    kept = listed.narrowed(code, "", DAY)
    assert len(kept) == len(list(kept)) == wanted
    assert listed.narrowed(code, "", DAY) is kept


def test_words_narrow_and_a_case_is_found_wherever_it_stands(listed: CaseRows) -> None:
    assert [row.case_ref for row in listed.narrowed("all", " 26-0042 ", DAY)] == ["26-0042"]
    assert listed.place_of(f"{42:016x}") == 41
    assert listed.place_of("no such case") == 0
    assert listed.narrowed("today", "", DAY).place_of(f"{14:016x}") == 1
    assert listed.narrowed("today", "", DAY).place_of(f"{15:016x}") == 0
    found = listed.find(f"{85:016x}")
    assert found is not None and found.case_ref == "26-0085"


def test_the_first_look_knows_the_role_without_reading_the_pack(listed: CaseRows, team: Team) -> None:
    again = Context(team.lead.store, team.lead.identity, team.lead.now, team.lead.entropy)
    assert sitting.first_look(again) is not None and again.role == "lead"
    assert not again._packs
    assert again.inspection().pack.digest in again._packs


def test_a_short_list_needs_no_first_look(team: Team) -> None:
    assert sitting.first_look(team.lead) is None


def test_the_whole_overview_of_a_long_list_agrees_with_its_first_look(listed: CaseRows, team: Team) -> None:
    whole = sitting.overview(team.lead, lambda code, params: code)
    assert whole.complete
    assert list(whole.cases) == list(listed)


def test_rows_that_left_meanwhile_stand_empty_until_the_list_is_read_again(listed: CaseRows, team: Team) -> None:
    last = f"{MANY:016x}"
    length = len(listed)
    team.lead.write(Write(f"case:{last}", None))
    assert len(listed) == length
    assert listed[length - 1] == case_rows.GONE
    assert [row.case_id for row in listed].count("") == 1
    again = sitting.first_look(team.lead)
    assert again is not None and len(again.cases) == length - 1


def test_returned_keeps_the_cases_with_open_queries(listed: CaseRows, team: Team) -> None:
    for number in (50, 7):
        queries.ask(team.lead, f"{number:016x}", "C1", "Which contact?")
    rows = sitting.overview(team.lead, lambda code, _: code).cases
    assert isinstance(rows, CaseRows)
    kept = rows.narrowed("returned", "", DAY)
    assert [(row.case_ref, row.queries) for row in kept] == [("26-0007", 1), ("26-0050", 1)]
    assert [row.case_ref for row in rows.narrowed("returned", "0050", DAY)] == ["26-0050"]


@pytest.mark.parametrize(
    "search",
    [CaseSearch(), CaseSearch("26-000"), CaseSearch("nowhere"), CaseSearch(state="excluded"), CaseSearch(order="pdu"),
     CaseSearch(order="changed_at", descending=True)],
)  # fmt: skip
def test_browsing_finds_what_finding_finds_in_the_same_order(listed: CaseRows, team: Team, search: CaseSearch) -> None:
    found = find_cases(team.lead, search)
    browsed = browse_cases(team.lead, search)
    assert len(listed) >= len(browsed) == len(found)
    assert tuple(browsed) == found
    assert browsed[-2:] == list(found[-2:])


def test_browsing_keeps_its_order_while_the_list_changes(listed: CaseRows, team: Team) -> None:
    browsed = browse_cases(team.lead)
    before = [one.item.case_ref for one in find_cases(team.lead)]
    team.lead.write(Write(f"case:{MANY + 1:016x}", msgspec.structs.replace(facts(1), case_ref="00-0001")))
    assert [one.item.case_ref for one in browsed if one is not None] == before
