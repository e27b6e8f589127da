"""Starts writers that are meant to be killed: one process that has everything imported and forks for each of them.

Every line that a writer sends is the digest of a revision whose saving came back, so it was promised to somebody.
"""

from __future__ import annotations

import os
import random
import sys
import traceback
from pathlib import Path

from hmip_desktop.domain.assessment import AnswerValue, Evidence
from hmip_desktop.store import backup, drafts, engine
from hmip_desktop.store.drafts import Draft
from hmip_desktop.store.revisions import Write
from tests.store.desk import PASSPHRASE, Desk, asked, case, stamp

TYPED_AT = "2026-11-10T09:00:00.000Z"


def tell(words: str) -> None:
    """One line in one piece."""
    os.write(1, f"{words}\n".encode())


def write_until_killed(folder: Path, seed: int) -> None:
    """What somebody in a hurry does: answers, notes, several at once, drafts, the log brought home, a copy made."""
    desk = Desk(engine.open_store(folder, passphrase=PASSPHRASE), seed=seed)
    chance = random.Random(seed)
    refs = asked()
    while True:
        number, step = chance.randint(1, 2), chance.random()
        if step < 0.6:
            value = AnswerValue(chance.choice(("yes", "no", "na")), "1.0")
            made = list(desk.write(Write(f"answer:{case(number)}/{chance.choice(refs)}", value, stamp())))
        elif step < 0.8:
            words = "Seen in the file. " * chance.randint(1, 200)
            key = f"evidence:{case(number)}/{chance.randrange(8):016x}"
            made = [desk.put(key, Evidence(words + str(chance.random()), "oasys"))]
        elif step < 0.9:
            value = AnswerValue(chance.choice(("yes", "no")), str(chance.random())[:8])
            subjects = (f"answer:{case(number)}/{ref}" for ref in chance.sample(refs, 20))
            made = list(desk.write(*(Write(subject, value, stamp()) for subject in subjects)))
        else:
            made = []
            drafts.save(desk.store, Draft(f"note:{case(1)}/{seed:016x}", case(1), "typing", (), TYPED_AT))
            desk.store.checkpoint() if step < 0.98 else backup.back_up(desk.store, now=desk.now(), keep=1)
        for one in made:
            tell(one.digest)


def main() -> None:
    """For each line ``folder<TAB>seed``: a writer, its number told, and ``ended`` once it is gone."""
    for line in sys.stdin:
        folder, _, seed = line.rstrip("\n").partition("\t")
        child = os.fork()
        if child == 0:
            try:
                write_until_killed(Path(folder), int(seed))
            except BaseException:  # noqa: BLE001 - told, and the writer ends
                traceback.print_exc()
                sys.stderr.flush()
            finally:
                os._exit(1)  # it never ends by itself
        tell(f"writer {child}")
        os.waitpid(child, 0)
        tell("ended")


if __name__ == "__main__":
    main()
