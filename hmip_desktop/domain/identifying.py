"""Free text that may point to a person: looked for where it is pasted, and in everything that leaves the team."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from hmip_desktop.domain.given_names import ALONE, WITH_SURNAME

Mark = Literal[
    "crn", "prison-number", "pnc", "ni-number", "birth-date", "postcode", "telephone", "name", "date",
    "known-reference",
]  # fmt: skip

_DAY = r"(?:\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{4}-\d{2}-\d{2}|\d{1,2}(?:st|nd|rd|th)?\s+[A-Z][a-z]{2,8}\.?,?\s+\d{4})"
# Capitals with the marks of Polish, Czech, Welsh and their neighbours too.
_UPPER = "A-ZÀ-ÖØ-Þ" + "".join(chr(code) for code in range(0x100, 0x180) if chr(code).isupper())
_CAPITAL = rf"[{_UPPER}][\w'’-]+"
_TITLE = r"(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Rev|PC|DC|DS|DI|PS|Sgt)"
_NUMBERS: tuple[tuple[Mark, re.Pattern[str]], ...] = (
    ("pnc", re.compile(r"\b\d{2}(?:\d{2})?/\d{4,7}[A-Z]\b", re.I)),
    ("crn", re.compile(r"\b[A-Z]\d{6}\b", re.I)),
    ("crn", re.compile(r"\bCRN[ :]{1,2}(?P<found>(?:[A-Z][ -]?)?\d{4,})\b", re.I)),
    ("crn", re.compile(r"\b[A-Z][ -]\d{6}\b")),
    ("prison-number", re.compile(r"\b[A-Z]\d{4}[A-Z]{2}\b", re.I)),
    ("ni-number", re.compile(r"\b[A-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b|\b[a-z]{2}\d{6}[a-d]\b")),
    ("telephone", re.compile(r"(?<![\w/.])(?:\+44 ?(?:\(0\))?|\(?0)(?:[ ()-]{0,2}\d){9,10}(?![\w/])")),
    ("birth-date", re.compile(
        rf"\b(?:d\.? ?o\.? ?b\b\.?|date of birth|dyddiad geni|born|ganwyd)[ \t:]*(?:on |ar )?(?P<found>{_DAY})", re.I
    )),
    ("postcode", re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b")),
)  # fmt: skip
_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_INITIAL = re.compile(rf"(?<!\w)[A-Z]\. ?(?:[A-Z]\. ?)*(?P<surname>{_CAPITAL})")
_LETTER = re.compile(rf"(?<![\w'’])(?<!Plan )(?<!Annex )(?<!Part )[B-HJ-Z] (?P<surname>{_CAPITAL})")
_HANDLE = re.compile(r"(?<![\w@.])@[A-Za-z]\w{2,}")
_SMALL_TITLE = re.compile(r"\b(?:[Mm]r|[Mm]rs|[Mm]s)\.? (?!(?:and|or|in|on|of|to|is|was|the)\b)[a-z][\w'’-]+")
# Whom somebody is to the person on probation, before what may be a name in any case of letters.
_RELATIVES = """
mum mother mam dad father stepfather stepmother partner ex-partner wife ex-wife husband ex-husband brother sister son
daughter girlfriend boyfriend nan grandmother grandfather uncle aunt cousin friend neighbour victim called named
"""
_RELATED = re.compile(rf"\b(?:{'|'.join(_RELATIVES.split())})(?=(?:,| is| was)? (?P<name>[^\W\d_][\w'’-]+))")
# What only a person does or has done to them, beside a capital: a surname that is on no list.
_SPEAKS = "said|told|rang|phoned|texted|replied|admitted|denied|disclosed|explained|apologised"
_MET = "met|told|rang|phoned|texted|emailed|spoke to|spoke with|spoken to|seen by|supervised by|according to"
_ACTS = (
    re.compile(rf"(?<![\w'’-])(?P<name>{_CAPITAL}) (?:also |then |later |had |has )?(?:{_SPEAKS})\b"),
    re.compile(rf", (?P<name>{_CAPITAL}), (?:{_SPEAKS})\b"),
    re.compile(rf"\b(?:{_MET}|[Dd]ywedodd|meddai) (?P<name>{_CAPITAL})"),
)
_TITLED = re.compile(rf"\b{_TITLE}\.?[ \t]+(?:[A-Z]\.?[ \t]+)*{_CAPITAL}(?:[ \t]+{_CAPITAL})*")
_CAPITALS = re.compile(rf"(?<![\w'’-]){_CAPITAL}(?:,?[ \t]+{_CAPITAL})*")
_WORD = re.compile(_CAPITAL)
_LOOSE_DATE = re.compile(rf"\b{_DAY}\b|\b(?:born|d\.?o\.?b\.?)\b", re.I)
# What follows a first name and makes it a place, a paper or the beginning of a sentence instead of a person.
_PLACES = """
Street Road Avenue Lane House Court Centre Center Hospital School College Station Park Hall Ward Prison Close Drive
Terrace Place Square Gardens Way Grove Crescent Hostel Clinic Church Project Trust Foundation Act Order Review Plan
January February March April May June July August September October November December Monday Tuesday Wednesday
Thursday Friday Saturday Sunday
"""
_NO_SURNAME = frozenset(_PLACES.split())
# Words after a letter and a full stop that begin a sentence: "Plan B. Then".
_BEGINNINGS = "The This That These Then There They He She It We You In On At When Where While No Not And But"
_BEGINS = frozenset(_BEGINNINGS.split())
# Words of a role, which stand in the place of a name in some lists.
_OFFICES = """
assistant case data deputy district inspector interviewer lead leader local manager officer person practitioner
principal probation quality senior service student team trainee
"""
_ROLES = frozenset(_OFFICES.split())


# Capitals at the beginning of a sentence, and bodies, that speak or are met without being one person by name.
_SPEAKERS = """
addaction after already although another anybody anyone anything as barnardo's before being both britain case
childline children children's colleagues court courts crimestoppers custody dad each either england english entries
everybody everyone everything evidence family father few having health her his housing i if interview jobcentre
manager managers many men mental monitoring most mother mum neighbour neighbours neither never nobody none notes
nothing offender offenders often once one only others our parents partner partners people police practitioners
premises prison prisons records relate reports residents school schools services shelter social some somebody
someone something staff still teacher teams their though turning unless until victim victims wales welsh what which
who women women's workers your youth
"""
_NO_NAME = _NO_SURNAME | _BEGINS
_NOT_ONE = frozenset(_SPEAKERS.split()) | {word.casefold() for word in _NO_NAME} | _ROLES


@dataclass(frozen=True, slots=True)
class Sighting:
    """A stretch of text that may point to a person: ``text`` stands at ``start`` up to and without ``end``."""

    mark: Mark
    start: int
    end: int
    text: str


def identifying(text: str, known: Collection[str] = ()) -> tuple[Mark, ...]:
    """What in ``text`` may identify somebody: numbers, names, any date, or one of the ``known`` references and names
    of this inspection. Empty when nothing was found; a person still reads it."""
    found: list[Mark] = list(dict.fromkeys(sighting.mark for sighting in sightings(text)))
    if _LOOSE_DATE.search(text):
        found.append("date")
    if "name" not in found and _looks_named(text):
        found.append("name")
    if mentions(text, known):
        found.append("known-reference")
    return tuple(found)


def _looks_named(text: str) -> bool:
    """Names that only their surroundings tell: a mail address or handle, a letter before a surname, ``mr`` in small
    letters, a capital that speaks or is met, and a first name or capital after whom somebody is."""
    if any(pattern.search(text) for pattern in (_MAIL, _HANDLE, _SMALL_TITLE)):
        return True
    if any(m["surname"] not in _NO_NAME for pattern in (_INITIAL, _LETTER) for m in pattern.finditer(text)):
        return True
    acting = (m["name"] for pattern in _ACTS for m in pattern.finditer(text))
    if any(name.casefold() not in _NOT_ONE and not name[:2].isupper() for name in acting):
        return True
    related = (m["name"] for m in _RELATED.finditer(text))
    return any(_without_accents(name).capitalize() in ALONE or _is_capital_name(name) for name in related)


def _is_capital_name(word: str) -> bool:
    """A word that begins with one capital and is no place, day or role."""
    known = word.casefold() in _ROLES or word in _NO_NAME
    return not known and _WORD.fullmatch(word) is not None and not word[:2].isupper()


def mentions(text: str, known: Collection[str]) -> bool:
    """True when one of the ``known`` references and names stands in ``text``: the whole in any case of letters, or the
    surname or first name alone as it is written in a name."""
    folded = text.casefold()
    whole = {word.casefold() for word in known if len(word) > 2}
    parts = {part for name in known for part in _parts_of(name)}
    return any(word in folded and _stands(word, folded) for word in whole) or any(
        part in text and _stands(part, text) for part in parts
    )


def _stands(word: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text) is not None


def _parts_of(name: str) -> tuple[str, ...]:
    """The words of a name of several that are long enough to tell who is meant; those of a role are not."""
    words = re.findall(r"[^\s,.;/()]+", name)
    if len(words) < 2:
        return ()
    return tuple(word for word in words if len(word) > 3 and _WORD.fullmatch(word) and word.casefold() not in _ROLES)


def sightings(text: str) -> tuple[Sighting, ...]:
    """Stretches of ``text`` that look like a person's name or number, in order and without overlap.

    A date counts only as a date of birth, since evidence is full of dates.
    """
    found: list[Sighting] = []
    taken = bytearray(len(text))
    for mark, start, end in (*_numbers(text), *_titled(text), *_names(text)):
        if not any(taken[start:end]):
            taken[start:end] = b"x" * (end - start)
            found.append(Sighting(mark, start, end, text[start:end]))
    return tuple(sorted(found, key=lambda one: one.start))


def without_people(text: str, found: Sequence[Sighting], words: Mapping[str, str], *, initials: bool) -> str:
    """``text`` with each sighting replaced by its mark's words, names by their initials where ``initials``.

    ``words`` gives for each mark what to write instead, "[name]" or "[CRN]".
    """
    made, here = [], 0
    for one in found:
        short = initials_of(one.text) if initials and one.mark == "name" else ""
        made += [text[here : one.start], short or words[one.mark]]
        here = one.end
    return "".join([*made, text[here:]])


def initials_of(name: str) -> str:
    """The initials of a name as "D.S.", without titles, a surname before a comma last; "" when only a title is left."""
    surname, comma, rest = name.partition(",")
    ordered = f"{rest} {surname}" if comma else name
    words = [word for word in re.findall(rf"[{_UPPER}][\w'’-]*", ordered) if not re.fullmatch(_TITLE, word)]
    return "".join(f"{word[0]}." for word in words)


def _numbers(text: str) -> Iterator[tuple[Mark, int, int]]:
    for mark, pattern in _NUMBERS:
        for match in pattern.finditer(text):
            group = "found" if "found" in pattern.groupindex else 0
            yield mark, match.start(group), match.end(group)


def _titled(text: str) -> Iterator[tuple[Mark, int, int]]:
    for match in _TITLED.finditer(text):
        yield "name", match.start(), match.end()


def _names(text: str) -> Iterator[tuple[Mark, int, int]]:
    """First names with the capital words after them, and ``Surname, First name`` or all in capitals before them."""
    for group in _CAPITALS.finditer(text):
        words = [(m.start() + group.start(), m.end() + group.start(), m.group()) for m in _WORD.finditer(group.group())]
        place = 0
        while place < len(words):
            reach = _reach(text, words, place)
            if reach is None:
                place += 1
                continue
            first = place - 1 if place and _is_surname_before(words, place) else place
            yield "name", words[first][0], words[reach][1]
            place = reach + 1


def _reach(text: str, words: Sequence[tuple[int, int, str]], place: int) -> int | None:
    """The last word of the name that begins at ``place``, None when no name begins there."""
    name = _without_accents(words[place][2]).capitalize()
    last = place
    while last + 1 < len(words) and last < place + 3 and "," not in text[words[last][1] : words[last + 1][0]]:
        if words[last + 1][2].capitalize() in _NO_SURNAME:
            break
        last += 1
    followed = place + 1 < len(words) and last == place and "," not in text[words[place][1] : words[place + 1][0]]
    if name in ALONE and not followed:
        return last
    return last if name in WITH_SURNAME and last > place else None


def _without_accents(word: str) -> str:
    """ "Siân" as it stands in the list of names."""
    return "".join(letter for letter in unicodedata.normalize("NFD", word) if not unicodedata.combining(letter))


def _is_surname_before(words: Sequence[tuple[int, int, str]], place: int) -> bool:
    before = words[place - 1][2]
    return before.isupper() and before.capitalize() not in _NO_SURNAME
