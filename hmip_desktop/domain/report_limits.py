"""What limits the figures: rules over facts, in a fixed order. Nobody edits the list."""

from __future__ import annotations

from dataclasses import dataclass

from hmip_desktop.domain.report_model import Limitation
from hmip_desktop.domain.report_words import count_words, listed

_NAMED = 8
"""References named in a sentence, at most."""


@dataclass(frozen=True, slots=True)
class LimitFacts:
    """Counts that the rules read. ``excluded`` pairs a reason phrase ("ended within 7 days") with a number;
    ``conflicts`` pairs a question reference with the cases where its answers differ; ``route_days`` are the
    days (in whole days) at which a question set was changed by hand; ``design_effect`` stands when above 1.2.
    ``first_drawn`` + ``substitutes`` + ``extras`` (agreed with the inspected body) = cases on the list;
    ``beside_release`` is the release before, 0 for none; ``versions`` pairs each version of the questions with its
    counted cases, the first first, ``ended`` and ``begun`` are the questions asked in some of them alone."""

    listed: int
    excluded: tuple[tuple[str, int], ...] = ()
    substitutes: int = 0
    extras: int = 0
    first_drawn: int = 0
    not_in: int = 0
    file_reads: int = 0
    file_reads_substitute: int = 0
    stand_ins: int = 0
    pdus: int = 0
    small_pdus: int = 0
    base: int = 10
    set_name: str = "core"
    conflicts: tuple[tuple[str, int], ...] = ()
    route_overrides: int = 0
    route_days: tuple[int, ...] = ()
    sample_overrides: int = 0
    edits: int = 0
    key_edits: int = 0
    moderated: int = 0
    versions: tuple[tuple[str, int], ...] = ()
    ended: tuple[str, ...] = ()
    begun: tuple[str, ...] = ()
    design_effect: float | None = None
    beside_release: int = 0
    small: int = 4


def limitations(facts: LimitFacts) -> tuple[Limitation, ...]:
    """The limits in fixed order: exclusions and substitutes, file-reads and stand-ins, small PDUs, open
    conflicts, overrides, edits after sign-off, versions of the questions, sampling. A rule whose counts are zero
    says nothing, except conflicts, which says ``none open``."""
    rules = (
        _exclusions,
        _absent,
        _file_reads,
        _small_pdus,
        _conflicts,
        _overrides,
        _edits,
        _versions,
        _earlier,
        _sampling,
    )
    found = (rule(facts) for rule in rules)
    return tuple(limit for limit in found if limit is not None)


def _cases(number: int, capital: bool = False) -> str:
    return f"{count_words(number, capital)} {'case' if number == 1 else 'cases'}"


def _substitutes(number: int) -> str:
    return "substitute" if number == 1 else "substitutes"


def _exclusions(facts: LimitFacts) -> Limitation | None:
    total = sum(number for _, number in facts.excluded)
    if not (total or facts.substitutes or facts.extras):
        return None
    lead = f"{_cases(total, capital=True)} excluded"
    reasons = listed([f"{count_words(number)} {reason}" for reason, number in facts.excluded if number])
    rest = f" ({reasons})" if reasons else ""
    made_of = [f"{facts.first_drawn} first drawn"]
    if facts.substitutes:
        rest += f"; {_cases(facts.substitutes)} took another’s place"
        made_of.append(f"{facts.substitutes} {_substitutes(facts.substitutes)}")
    if facts.extras:
        was = "was" if facts.extras == 1 else "were"
        rest += f"; {_cases(facts.extras)} beyond the sample {was} agreed with the inspected body"
        made_of.append(f"{facts.extras} agreed")
    if facts.substitutes or facts.extras:
        rest += f": {facts.listed} listed = {' + '.join(made_of)}"
    return Limitation("exclusions", lead, f"{rest}.")


def _absent(facts: LimitFacts) -> Limitation | None:
    if not facts.not_in:
        return None
    verb = "is" if facts.not_in == 1 else "are"
    rest = f" {verb} not signed off or not returned, and counted nowhere."
    return Limitation("not-in", _cases(facts.not_in, capital=True), rest)


def _file_reads(facts: LimitFacts) -> Limitation | None:
    if not facts.file_reads and not facts.stand_ins:
        return None
    stand = ""
    if facts.stand_ins:
        noun = "interview" if facts.stand_ins == 1 else "interviews"
        stand = f" In {count_words(facts.stand_ins)} {noun} somebody stood in for the practitioner."
    if not facts.file_reads:
        return Limitation("file-reads", "Stand-ins:", stand)
    many = facts.file_reads != 1
    lead = f"{count_words(facts.file_reads, capital=True)} {'file-reads' if many else 'file-read'}"
    taken = facts.file_reads_substitute
    share = f" ({taken} substitute {'case' if taken == 1 else 'cases'})" if taken else ""
    return Limitation("file-reads", lead, f"{share} {'rest' if many else 'rests'} on records alone.{stand}")


def _small_pdus(facts: LimitFacts) -> Limitation | None:
    if not facts.small_pdus:
        return None
    name = f"{facts.set_name} cases" if facts.set_name else "cases"
    verb = "has" if facts.small_pdus == 1 else "have"
    rest = (
        f" {count_words(facts.small_pdus)} of {count_words(facts.pdus)} {verb} fewer than {facts.base} {name},"
        " so the headline sheet gives no PDU figures."
    )
    return Limitation("small-pdus", "Small PDUs:", rest)


def _conflicts(facts: LimitFacts) -> Limitation:
    number = sum(cases for _, cases in facts.conflicts)
    if not number:
        return Limitation("conflicts", "Conflicts:", " none open.")
    where = ", ".join(f"{ref}, {_cases(cases)}" for ref, cases in facts.conflicts[:4])
    more = "; and others" if len(facts.conflicts) > 4 else ""
    lead = "One conflict is open" if number == 1 else f"{count_words(number, capital=True)} conflicts are open"
    rest = f" ({where}{more}): answers that differ came in and none of them is counted until that is settled."
    return Limitation("conflicts", lead, rest)


def _overrides(facts: LimitFacts) -> Limitation | None:
    total = facts.route_overrides + facts.sample_overrides
    if not total:
        return None
    parts = []
    if facts.route_overrides:
        days = f" ({listed([f'day {day}' for day in facts.route_days])})" if facts.route_days else ""
        parts.append(f"in {_cases(facts.route_overrides)} the question set was changed by hand{days}")
    if facts.sample_overrides:
        noun = "warning was" if facts.sample_overrides == 1 else "warnings were"
        parts.append(f"{count_words(facts.sample_overrides)} sample {noun} accepted with a reason")
    lead = "One override:" if total == 1 else f"{count_words(total, capital=True)} overrides:"
    return Limitation("overrides", lead, f" {'; '.join(parts)}.")


def _edits(facts: LimitFacts) -> Limitation | None:
    if not facts.edits and not facts.moderated:
        return None
    moderated = ""
    if facts.moderated:
        noun = "answer was" if facts.moderated == 1 else "answers were"
        moderated = f" {count_words(facts.moderated, capital=True)} {noun} settled by moderation."
    if not facts.edits:
        return Limitation("edits", "Moderation:", moderated)
    one = facts.edits == 1
    lead = f"{count_words(facts.edits, capital=True)} {'answer was' if one else 'answers were'} edited after sign-off,"
    keys = (
        "None changed a key question."
        if not facts.key_edits
        else f"{count_words(facts.key_edits, capital=True)} changed a key question."
    )
    return Limitation("edits", lead, f" {'' if one else 'each '}with a reason. {keys}{moderated}")


def _versions(facts: LimitFacts) -> Limitation | None:
    if len(facts.versions) < 2:
        return None
    parts = [f"{_cases(cases)} under version {version}" for version, cases in facts.versions]
    rest = f" {listed(parts)}. Questions that mean the same in both are counted together."
    if len(facts.versions) > 2:
        rest = rest.replace("in both", "in all")
    for refs, words in ((facts.ended, "ended on the way"), (facts.begun, "began on the way")):
        if refs:
            one, some = len(refs) == 1, listed(list(refs[:_NAMED]))
            more = f" and {count_words(len(refs) - _NAMED)} more" if len(refs) > _NAMED else ""
            verb = "rests on the cases that were asked it" if one else "rest on the cases that were asked them"
            rest += f" {some}{more} {words}, so {'its figure' if one else 'their figures'} {verb}."
    return Limitation("versions", "The questions changed while the inspection ran:", rest)


def _earlier(facts: LimitFacts) -> Limitation | None:
    if not facts.beside_release:
        return None
    rest = f" figures that would move by fewer than {count_words(facts.small + 1)} cases stay as first published."
    return Limitation("earlier-release", f"Beside release {facts.beside_release},", rest)


def _sampling(facts: LimitFacts) -> Limitation:
    rest = (
        " cases began in two chosen weeks. The interval covers chance only, not judgement, and not how those"
        " weeks may differ from others."
    )
    if facts.design_effect is not None:
        rest += f" Cases of one inspector are alike (design effect up to {facts.design_effect:.1f})."
    return Limitation("sampling", "Sampling:", rest)
