"""The arguments of every command. Names are a contract: outside programs rely on them."""

from __future__ import annotations

import argparse
from argparse import ArgumentParser
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import NoReturn

from hmip_desktop import __version__
from hmip_desktop.cli import calculators, desk, shows
from hmip_desktop.domain.values import ROLES

Command = Callable[[argparse.Namespace], object]
KINDS = (
    "case",
    "headline",
    "annex",
    "alert",
    "custody",
    "workbook",
    "data",
    "statistics",
    "word",
    "practice",
    "organisation",
    "all",
)
AUDIENCES = ("team", "body", "public")


class Misused(Exception):
    """Wrong usage: ``message`` says what is wrong, ``usage`` how the command is used."""

    def __init__(self, message: str, usage: str) -> None:
        super().__init__(message)
        self.message, self.usage = message, usage


class _Parser(ArgumentParser):
    """A parser that leaves it to the caller how wrong usage is told."""

    def error(self, message: str) -> NoReturn:
        raise Misused(f"{self.prog}: {message}", self.format_usage())


def build_parser() -> ArgumentParser:
    """The whole command line. Parsing raises Misused."""
    parser = _Parser(
        prog="hmip-desktop",
        description="Offline case assessment for HM Inspectorate of Probation. Without a command the window opens.",
    )
    parser.add_argument("--json", action="store_true", help="print exactly one JSON object; may also stand last")
    parser.add_argument("--version", action="version", version=f"hmip-desktop {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _shows(commands)
    _packs(_group(commands, "pack", "question packs"))
    _calculators(commands)
    _people(commands)
    _inspections(commands)
    _packages(commands)
    _outputs(commands)
    return parser


def _group(commands: argparse._SubParsersAction, name: str, words: str) -> argparse._SubParsersAction:
    parser = commands.add_parser(name, help=words, description=words.capitalize() + ".")
    return parser.add_subparsers(title="commands", metavar="COMMAND", required=True)


def _command(commands: argparse._SubParsersAction, name: str, run: Command, words: str) -> ArgumentParser:
    parser: ArgumentParser = commands.add_parser(name, help=words, description=words.capitalize() + ".")
    parser.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="print exactly one JSON object")
    parser.set_defaults(command=run)
    return parser


def _on_store(
    commands: argparse._SubParsersAction, name: str, run: Command, words: str, *, required: bool = True
) -> ArgumentParser:
    parser = _command(commands, name, run, words)
    parser.add_argument("--store", type=Path, required=required, metavar="STORE", help="folder of the store")
    _passphrase(parser)
    return parser


def _passphrase(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--passphrase-file", type=Path, metavar="FILE", help="file holding the passphrase (else HMIP_PASSPHRASE)"
    )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"not a date like 2026-11-09: {text}") from error


def _shows(commands: argparse._SubParsersAction) -> None:
    demo = _command(commands, "demo", shows.demo, "the main job on a made-up inspection")
    demo.add_argument("--out", type=Path, metavar="DIR", help="folder for what it writes")
    demo.add_argument("--cases", type=int, default=24)
    demo.add_argument("--inspectors", type=int, default=4)
    demo.add_argument("--seed", type=int, default=1)
    demo.add_argument("--headless", action="store_true", help="open no window")
    demo.add_argument("--keep-stores", action="store_true", help="keep everybody's store")
    demo.add_argument("--light", action="store_true", help="leave out PDFs")
    proof = _command(commands, "self-test", shows.self_test, "prove this installation")
    proof.add_argument("--data-dir", type=Path, metavar="DIR")
    proof.add_argument("--rehearse", action="store_true", help="also run a small made-up inspection")


def _packs(packs: argparse._SubParsersAction) -> None:
    _command(packs, "list", calculators.pack_list, "the packs that come with the program")
    show = _command(packs, "show", calculators.pack_show, "one pack with its elements")
    show.add_argument("pack", metavar="ID-or-FILE")
    show.add_argument("--language", choices=("en", "cy"), default="en")
    check = _command(packs, "check", calculators.pack_check, "validate a pack file strictly")
    check.add_argument("file", type=Path)
    check.add_argument("--against", metavar="ID-or-FILE", help="the version before, to hold the changes against")
    build = _command(packs, "build", calculators.pack_build, "build a pack from a published document")
    build.add_argument("source", type=Path)
    build.add_argument("--id", required=True)
    build.add_argument("--version", required=True)
    build.add_argument("--out", type=Path, required=True, metavar="FILE")
    build.add_argument("--like", metavar="ID", help="take rated, stage, lens, guidance and Welsh from this pack")


def _calculators(commands: argparse._SubParsersAction) -> None:
    route = _command(commands, "route", calculators.route, "the question set of each case")
    route.add_argument("file", type=Path, metavar="CASES.csv")
    route.add_argument("--pack", default="dipp-2025")
    sample = _group(commands, "sample", "the case sample")
    check = _command(sample, "check", calculators.sample_check, "check the rows and the sample rules")
    check.add_argument("file", type=Path)
    check.add_argument("--fieldwork-start", type=_day, metavar="DATE")
    check.add_argument("--population", type=Path, metavar="FILE")
    imports = _on_store(sample, "import", desk.sample_import, "import a sample, whole or not at all")
    imports.add_argument("file", type=Path)
    imports.add_argument("--population", type=Path, metavar="FILE")
    results = _command(commands, "results", calculators.results, "results of tidy answers")
    results.add_argument("file", type=Path, metavar="ANSWERS.csv")
    results.add_argument("--pack", required=True, metavar="ID")
    results.add_argument("--organisational", type=Path, metavar="FILE")
    agreement = _command(commands, "agreement", calculators.agreement, "agreement between raters")
    agreement.add_argument("file", type=Path, metavar="RATINGS.csv")


def _people(commands: argparse._SubParsersAction) -> None:
    store = _group(commands, "store", "encrypted stores")
    create = _command(store, "create", desk.store_create, "make an encrypted store with an identity")
    create.add_argument("store", type=Path, metavar="STORE")
    create.add_argument("--name", required=True)
    create.add_argument("--role", required=True, choices=ROLES)
    create.add_argument("--recovery-file", type=Path, required=True, metavar="FILE")
    _passphrase(create)
    identity = _group(commands, "identity", "identity cards")
    _on_store(identity, "show", desk.identity_show, "name, role and fingerprint")
    trust = _on_store(identity, "trust", desk.identity_trust, "trust a card after its fingerprint was heard")
    trust.add_argument("card", type=Path, metavar="CARD")
    trust.add_argument("--fingerprint", metavar="DIGITS", help="all 30 digits")
    trust.add_argument("--instead-of", metavar="FINGERPRINT", help="the one that the same person had before")
    _on_store(identity, "resume", desk.identity_resume, "go on as lead inspector after recovery")
    escrow = _group(commands, "escrow", "the escrow key")
    make = _command(escrow, "create", desk.escrow_create, "make an escrow key")
    make.add_argument("--out", type=Path, required=True, metavar="DIR")
    receipt = _command(escrow, "receipt", desk.escrow_receipt, "prove an archive of sealed files and sign receipts")
    receipt.add_argument("--archive", type=Path, required=True, metavar="DIR", help="folder of the sealed files")
    receipt.add_argument("--key", type=Path, required=True, metavar="FILE", help="file of the escrow key")
    receipt.add_argument("--lead", required=True, metavar="FINGERPRINT", help="the lead inspector's, as heard")
    receipt.add_argument("--out", type=Path, required=True, metavar="DIR")


def _inspections(commands: argparse._SubParsersAction) -> None:
    inspection = _group(commands, "inspection", "the inspection of a store")
    create = _on_store(inspection, "create", desk.inspection_create, "create an inspection")
    create.add_argument("--name", required=True)
    create.add_argument("--region", required=True)
    create.add_argument("--fieldwork-start", type=_day, required=True, metavar="DATE")
    create.add_argument("--pack", required=True, metavar="ID")
    create.add_argument("--variant", default="", help="nps or crc, for packs with variants")
    printed = "in which case records, effective practice and organisational questions are printed"
    create.add_argument("--language", choices=("en", "cy"), default="en", help=printed)
    create.add_argument("--population", type=Path, metavar="FILE")
    create.add_argument("--escrow", type=Path, metavar="CARD")
    heard = "of the escrow key, as whoever keeps it reads them out; the window asks for them"
    create.add_argument("--escrow-fingerprint", default="", metavar="DIGITS", help=heard)
    create.add_argument("--self-assessment", action="store_true")
    _on_store(inspection, "show", desk.inspection_show, "the inspection with its counts by state")
    renew = _on_store(inspection, "pack", desk.inspection_pack, "bring in the next version of the question pack")
    renew.add_argument("file", type=Path)
    renew.add_argument("--dry-run", action="store_true", help="only say what it will do")
    allocate = _on_store(commands, "allocate", desk.allocate, "give cases to inspectors and interviewers")
    allocate.add_argument("file", type=Path)


def _packages(commands: argparse._SubParsersAction) -> None:
    export = _on_store(commands, "export", desk.export, "write one sealed package for one addressee")
    export.add_argument("--to", required=True, metavar="FINGERPRINT", help="or escrow, for the archive of that key")
    export.add_argument("--out", type=Path, required=True, metavar="DIR")
    export.add_argument("--only-alerts", action="store_true")
    package = _group(commands, "package", "sealed packages")
    inspect = _on_store(package, "inspect", desk.package_inspect, "what a package says it is", required=False)
    inspect.add_argument("file", type=Path)
    merge = _on_store(commands, "merge", desk.merge, "plan, or plan and apply")
    merge.add_argument("files", type=Path, nargs="+", metavar="FILE")
    merge.add_argument("--dry-run", action="store_true", help="only the plan")
    fork = _group(commands, "fork", "stores that were copied and used twice")
    _on_store(fork, "list", desk.forks, "what is held for it, and what was admitted")
    admit = _on_store(fork, "admit", desk.fork_admit, "take both branches, then merge the held files again")
    admit.add_argument("installation", metavar="NUMBER")
    admit.add_argument("--reason", required=True)
    _on_store(commands, "conflicts", desk.conflicts, "answers that stand against each other")
    resolve = _on_store(commands, "resolve", desk.resolve, "settle a conflict")
    resolve.add_argument("id", metavar="ID")
    resolve.add_argument("--keep", required=True, metavar="A|B")
    resolve.add_argument("--reason", required=True)


def _outputs(commands: argparse._SubParsersAction) -> None:
    _on_store(commands, "audit", desk.audit, "recompute every digest, chain and projection")
    report = _on_store(commands, "report", desk.report, "write outputs")
    report.add_argument("--out", type=Path, required=True, metavar="DIR")
    report.add_argument("--kind", action="append", choices=KINDS)
    report.add_argument("--audience", choices=AUDIENCES, default="team")
    report.add_argument("--clear", action="store_true", help="team files unencrypted, with a reason")
    report.add_argument("--reason", default="")
