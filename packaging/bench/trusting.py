"""What trust costs: unlocking, exporting, reading, auditing, backing up, and merging twice as much.

Each beside the least that could do the same work on this machine: the bare libraries over the same bytes.
"""

from __future__ import annotations

import dataclasses
import gc
import gzip
import hashlib
import io
import itertools
import shutil
import threading
import time
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import made
import msgspec
import pyrage
from measure import Bench, Run, compare, rounds_of, timed, told
from merging import ValueLine, merge

from hmip_desktop.domain.revisions import Header
from hmip_desktop.exchange.reader import Keys, Standing, cases, check_standing, open_package
from hmip_desktop.exchange.writer import Content, Recipient, write_package
from hmip_desktop.services import merge_apply, merge_knowledge, merge_plan
from hmip_desktop.services.context import stamp_of
from hmip_desktop.store import backup, keepsakes
from hmip_desktop.store.audit import audit
from hmip_desktop.store.connection import connect
from hmip_desktop.store.engine import Store, open_store
from hmip_desktop.store.presence import StoreFiles

NAMES = ("unlock", "export", "read", "audit", "backup", "merge-scale")
LEVEL = 4  # as the program packs
EXPORTED = 100
UNLOCKS = 20


def bench(fixture: made.Made, folder: Path, rounds: int, name: str) -> Iterator[Bench]:
    """The lines of this name."""
    folder.mkdir(parents=True, exist_ok=True)
    makers: dict[str, Callable[[], Iterable[Bench]]] = {
        "unlock": lambda: [unlock(fixture, folder / "unlock", rounds)],
        "export": lambda: [export(fixture, folder / "export", rounds)],
        "read": lambda: [read(fixture, folder / "read", rounds)],
        "audit": lambda: [audited(fixture, folder / "audit", rounds)],
        "backup": lambda: backed_up(fixture, folder / "backup", rounds),
        "merge-scale": lambda: [scaled(fixture, folder / "scale", rounds)],
    }
    yield from makers[name]()
    shutil.rmtree(folder)


def _timed(work: Callable[[], object]) -> Run:
    """A run without the garbage of the one before."""

    def run() -> float:
        gc.collect()
        return timed(work)

    return run


def unlock(fixture: made.Made, folder: Path, rounds: int) -> Bench:
    """From the key to an open store and closed again, against the driver alone."""
    store = fixture.open(fixture.copy(folder)).store
    unlocked = store.unlocked
    store.close()

    def ours() -> None:
        for _ in range(UNLOCKS):
            open_store(folder, opened=lambda _: unlocked).close()

    def floor() -> None:
        for _ in range(UNLOCKS):
            raw = connect(StoreFiles(folder).database, unlocked.data_key, unlocked.salt, "rw")
            raw.execute("SELECT count(*) FROM setting").fetchone()
            raw.close()

    mine, theirs = rounds_of(_timed(ours), _timed(floor), rounds)
    each = [[one / UNLOCKS for one in times] for times in (mine, theirs)]
    return compare("unlock", 1.5, *each, f"each the mean of {UNLOCKS}, after key derivation")


def _lines(fixture: made.Made, count: int) -> list[tuple[str, list[tuple[bytes, bytes | None]]]]:
    stamp = stamp_of(fixture.pack)
    return [(case_id, list(made._lines(fixture, case_id, stamp))) for case_id in fixture.cases[:count]]


def _content(fixture: made.Made, held: list[tuple[str, list[tuple[bytes, bytes | None]]]]) -> Content:
    return Content("work", fixture.inspection, 1, None, 1, held)


def _write(fixture: made.Made, held: list[tuple[str, list[tuple[bytes, bytes | None]]]], folder: Path) -> Path:
    return write_package(
        _content(fixture, held), sender=fixture.inspector, folder=folder, now=made.NOW,
        recipients=(Recipient(fixture.lead.fingerprint, fixture.recipient),), entropy=made.os.urandom,
    ).path  # fmt: skip


def export(fixture: made.Made, folder: Path, rounds: int) -> Bench:
    """A package of a hundred cases written and read back, against the libraries over the same bytes."""
    folder.mkdir()
    held = _lines(fixture, EXPORTED)
    raw = [b"".join(h + b"\n" + (v or b"") + b"\n" for h, v in lines) for _, lines in held]
    identity = pyrage.x25519.Identity.generate()

    def floor() -> None:
        plain = io.BytesIO()
        with zipfile.ZipFile(plain, "w", zipfile.ZIP_STORED) as archive:
            for number, data in enumerate(raw):
                packed = gzip.compress(data, LEVEL, mtime=0)
                hashlib.sha256(packed).hexdigest()
                archive.writestr(str(number), packed)
        path = folder / "floor"
        path.write_bytes(pyrage.encrypt(plain.getvalue(), [identity.to_public()]))
        back = zipfile.ZipFile(io.BytesIO(pyrage.decrypt(path.read_bytes(), [identity])))
        for name in back.namelist():
            packed = back.read(name)
            hashlib.sha256(packed).hexdigest()
            gzip.decompress(packed)

    def ours() -> None:
        _write(fixture, held, folder).unlink()

    mine, theirs = rounds_of(_timed(ours), _timed(floor), rounds)
    return compare("export", 1.2, mine, theirs, f"{len(held)} cases x {made.ANSWERS} answers, read back")


def read(fixture: made.Made, folder: Path, rounds: int) -> Bench:
    """A large package read and judged row by row, against decoding and hashing every line."""
    folder.mkdir()
    held = _lines(fixture, max(len(fixture.cases) // 2, 1))
    package = _write(fixture, held, folder)
    ctx = fixture.open()
    try:
        planner = merge_plan._Planner(ctx, merge_plan.Progress(), overlap=False)
        keys = merge_knowledge.keys_of(ctx)
        standing = planner._standing(open_package(package, keys))
    finally:
        ctx.store.close()
    identities = [pyrage.x25519.Identity.from_str(secret) for secret in keys.secrets]
    decode, decode_value = msgspec.json.Decoder(Header).decode, msgspec.json.Decoder(ValueLine).decode

    def floor() -> None:
        with zipfile.ZipFile(io.BytesIO(pyrage.decrypt(package.read_bytes(), identities))) as archive:
            for name in archive.namelist():
                if name.startswith("cases/"):
                    lines = gzip.decompress(archive.read(name)).split(b"\n")
                    for header, value in zip(lines[0:-1:2], lines[1:-1:2], strict=True):
                        hashlib.sha256(header).hexdigest()
                        hashlib.sha256(value).hexdigest()
                        decode(header)
                        decode_value(value)

    mine, theirs = rounds_of(_timed(lambda: _read(package, keys, standing)), _timed(floor), rounds)
    return compare("read", 1.5, mine, theirs, f"{len(held)} cases x {made.ANSWERS} answers")


def _read(package: Path, keys: Keys, standing: Standing) -> int:
    """How many revisions came in; every case of the fixture is good."""
    found = list(cases(check_standing(open_package(package, keys), standing), standing))
    assert all(case.refused is None for case in found)
    return sum(len(case.revisions) for case in found)


def audited(fixture: made.Made, folder: Path, rounds: int) -> Bench:
    """Every digest, commitment, chain and projection, against reading, hashing and decoding every row."""
    package = made.write_work(fixture, folder / "package")
    merge(fixture, folder / "merged", package)
    ctx = fixture.open(folder / "merged")
    decode = msgspec.json.Decoder(Header).decode
    store = ctx.store
    raw = connect(StoreFiles(folder / "merged").database, store.unlocked.data_key, store.unlocked.salt, "ro")

    def floor() -> None:
        for header, value in raw.execute("SELECT header, value FROM revision"):
            hashlib.sha256(header).hexdigest()
            hashlib.sha256(value or b"").hexdigest()
            decode(header)
        for _ in raw.execute("SELECT * FROM current"):
            pass

    def ours() -> None:
        assert audit(store).sound

    try:
        count = raw.execute("SELECT count(*) FROM revision").fetchone()[0]
        mine, theirs = rounds_of(_timed(ours), _timed(floor), max(rounds // 3, 1))
    finally:
        raw.close()
        store.close()
    return compare("audit", 2.5, mine, theirs, f"{count} revisions")


def backed_up(fixture: made.Made, folder: Path, rounds: int) -> Iterator[Bench]:
    """How long a rolling backup keeps somebody who saves waiting, against the online backup interface alone; then how
    long it takes until the copy is read back and checked, which nobody waits for.
    """
    store = fixture.open(fixture.copy(folder)).store
    turns, whole, held = itertools.count(), list[float](), list[float]()
    key, salt, quiet = store.unlocked.data_key, store.unlocked.salt, store.quiet

    @contextmanager
    def timed_quiet() -> Iterator[object]:
        with quiet() as raw:
            began = time.perf_counter()
            yield raw
            held.append(time.perf_counter() - began)

    def ours() -> float:
        store.quiet = timed_quiet  # type: ignore[method-assign, assignment]
        whole.append(timed(lambda: backup.back_up(store, now=made.NOW + timedelta(seconds=next(turns)), keep=1)))
        store.quiet = quiet  # type: ignore[method-assign]
        return held[-1]

    def floor() -> float:
        target = folder / "floor.db"
        target.unlink(missing_ok=True)
        copy = connect(target, key, salt, "rwc")
        with quiet() as raw:
            seconds = timed(lambda: raw.backup(copy, pages=-1))
        copy.close()
        return seconds

    with store, _somebody_saves(store):
        mine, theirs = rounds_of(ours, floor, rounds)
    size = StoreFiles(folder).database.stat().st_size // 1_000_000
    yield compare("backup", 1.1, mine, theirs, f"{size} MB, while somebody saves: how long saving waits")
    yield told("backup-checked", whole[1:], "until the copy is read back and checked")


@contextmanager
def _somebody_saves(store: Store) -> Iterator[None]:
    """Somebody at work: a small change about every 5 ms."""
    stop = threading.Event()

    def save() -> None:
        number = 0
        while not stop.wait(0.005):
            number += 1
            keepsakes.set_setting(store, "measured", number)

    somebody = threading.Thread(target=save)
    somebody.start()
    try:
        yield
    finally:
        stop.set()
        somebody.join()


def scaled(fixture: made.Made, folder: Path, rounds: int) -> Bench:
    """Twice the cases in two packages, against half of them in one: it must not grow faster than what is merged."""
    half = len(fixture.cases) // 2
    packages = []
    for number, chosen in enumerate((fixture.cases[:half], fixture.cases[half : 2 * half]), 1):
        part = dataclasses.replace(fixture, cases=chosen)
        packages.append(made.write_work(part, folder / f"package{number}"))

    def merging(files: list[Path]) -> float:
        ctx = fixture.open(fixture.copy(folder / "store"))
        gc.collect()
        try:
            began = [timed(lambda file=file: merge_apply.apply(ctx, merge_plan.plan(ctx, [file]))) for file in files]
            return sum(began)
        finally:
            ctx.store.close()

    mine, theirs = rounds_of(lambda: merging(packages), lambda: merging(packages[:1]), max(rounds // 3, 1))
    return compare("merge-scale", 2.1, mine, theirs, f"{2 * half} cases in two packages, floor: {half} in one")
