"""Started under strace: opens a store, answers so many questions as the window would, and closes it."""

from __future__ import annotations

import sys
from pathlib import Path

from made import PASSPHRASE, clock

from hmip_desktop.services import assess, stores

if __name__ == "__main__":
    folder, answers, *rest = sys.argv[1:]
    cases, refs = rest[: rest.index("--")], rest[rest.index("--") + 1 :]
    ctx = stores.unlock(Path(folder), PASSPHRASE, now=clock)
    for turn in range(int(answers)):
        ref = refs[turn % len(refs)]
        answer = ("yes", "no")[turn // (len(refs) * len(cases)) % 2]
        assess.record_answer(ctx, cases[turn // len(refs) % len(cases)], ref, answer)
    ctx.store.close()
