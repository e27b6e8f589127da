"""An office on disk: a lead inspector, inspectors who worked, and the packages that they sent."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from hmip_desktop.domain.assessment import AnswerValue
from hmip_desktop.domain.revisions import subject
from hmip_desktop.services import assess, stores, team
from hmip_desktop.services.context import Context, stamp_of
from hmip_desktop.store.revisions import Write
from tests.command_line import digests
from tests.people import PASSPHRASE, Clock, finish, make_team, person


@dataclass(frozen=True)
class Office:
    """A lead inspector, two inspectors who worked, and the packages that they sent."""

    folder: Path
    prints: dict[str, str]
    packages: dict[str, str]

    def store(self, name: str) -> Path:
        return self.folder / name

    def package(self, name: str) -> Path:
        return self.folder / "packages" / self.packages[name]

    def file(self, name: str, content: str | bytes) -> Path:
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    @contextmanager
    def opened(self, name: str) -> Iterator[Context]:
        ctx = stores.unlock(self.store(name), PASSPHRASE)
        try:
            yield ctx
        finally:
            ctx.store.close()

    @contextmanager
    def untouched(self) -> Iterator[None]:
        before = digests(self.folder)
        yield
        assert digests(self.folder) == before


def build_office(folder: Path) -> Office:
    """``stale`` is older than ``work``, which meets another answer of the lead; ``held`` has a row of no question;
    ``stranger`` is for somebody who never trusted the lead. LI-09 and LA-09 have no inspection yet."""
    made = make_team(folder)
    made.give_out()
    first, second = made.inspectors
    finish(first, made.case_id(first))
    for ctx, answer in ((first, "yes"), (made.lead, "no")):
        assess.record_answer(ctx, made.case_id(first, 1), "C1a", answer)
    sent = {"stale": made.send(first, made.lead), "work": made.send(first, made.lead)}
    finish(second, made.case_id(second))
    row = Write(
        subject("answer", made.case_id(second, 1), "C9"), AnswerValue("yes"), stamp_of(second.inspection().pack)
    )
    second.write(row)
    sent["held"] = made.send(second, made.lead)
    clock = Clock()
    others = [person(folder, name, role, clock) for name, role in (
        ("AI-09", "inspector"), ("LI-09", "lead"), ("LA-09", "local_assessor"),
    )]  # fmt: skip
    team.trust(made.lead, team.save_card(others[0], folder / "AI-09.card"), others[0].me)
    sent["stranger"] = made.send(made.lead, others[0])
    people = (made.lead, first, second, *others)
    prints = {ctx.identity.name: ctx.me for ctx in people}
    for ctx in people:
        ctx.store.close()
    return Office(folder, prints, {name: path.name for name, path in sent.items()})
