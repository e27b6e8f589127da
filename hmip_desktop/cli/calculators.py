"""Commands that need no store: packs, routing, sample check, results, agreement.

Services are imported by the command that needs them, so that each starts in a fraction of a second.
"""

from __future__ import annotations

from argparse import Namespace
from typing import cast

from hmip_desktop.cli.answers import DONE, PARTLY, REFUSED, Answer
from hmip_desktop.domain.values import Language
from hmip_desktop.ui.text import sentence


def pack_list(options: Namespace) -> Answer:
    """The packs that come with the program."""
    from hmip_desktop.services.packs import list_packs

    return Answer(list_packs().to_json())


def pack_show(options: Namespace) -> Answer:
    """One pack with its elements."""
    from hmip_desktop.services.packs import show_pack

    return Answer(show_pack(options.pack, cast(Language, options.language)).to_json())


def pack_check(options: Namespace) -> Answer:
    """Strict validation; the object is printed at exit 1 too."""
    from hmip_desktop.services.packs import check_pack

    checked = check_pack(options.file, options.against or "")
    return Answer(checked.to_json(sentence), REFUSED if checked.is_refused else DONE)


def pack_build(options: Namespace) -> Answer:
    """A pack with the official wording from a published document."""
    from hmip_desktop.services.packs import build_pack

    built = build_pack(options.source, pack_id=options.id, version=options.version, out=options.out, like=options.like)
    return Answer(built.to_json(sentence))


def route(options: Namespace) -> Answer:
    """The question set of each case."""
    from hmip_desktop.services.packs import find_pack
    from hmip_desktop.services.route_cases import route_cases

    routed = route_cases(options.file, find_pack(options.pack))
    return Answer(routed.to_json(sentence), PARTLY if routed.is_partial else DONE)


def sample_check(options: Namespace) -> Answer:
    """Rows and sample rules: errors are exit 1, warnings alone exit 0."""
    from hmip_desktop.services.sample_check import check_sample_file

    checked = check_sample_file(options.file, options.fieldwork_start, options.population)
    return Answer(checked.to_json(sentence), REFUSED if checked.is_refused else DONE)


def results(options: Namespace) -> Answer:
    """Results of tidy answers under a pack."""
    from hmip_desktop.services.calculate_results import calculate_results
    from hmip_desktop.services.packs import find_pack

    return Answer(calculate_results(options.file, find_pack(options.pack), options.organisational).to_json(sentence))


def agreement(options: Namespace) -> Answer:
    """Agreement between raters."""
    from hmip_desktop.services.measure_agreement import measure_agreement

    return Answer(measure_agreement(options.file).to_json(sentence))
