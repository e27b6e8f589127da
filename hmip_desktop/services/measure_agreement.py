"""Measure how far raters agree over a table of ratings."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from hmip_desktop.domain.agreement import COEFFICIENTS, Agreement, Coefficient, measure
from hmip_desktop.intake.ratings_table import read_ratings
from hmip_desktop.progress import Progress
from hmip_desktop.services.row_answers import Say


@dataclass(frozen=True, slots=True)
class MeasuredAgreement:
    """Agreement over one table."""

    agreement: Agreement

    def to_json(self, say: Say) -> dict[str, object]:
        """The answer of ``agreement``: coefficients as numbers or null, ``reason`` for those that are null.

        ``percent_agreement`` is 0 to 100, not rounded; ``observed_agreement`` is the same as a proportion.
        """
        found = self.agreement
        answer: dict[str, object] = {
            "n_subjects": found.n_subjects,
            "n_raters": found.n_raters,
            "n_pairable": found.paired,
            "n_all_agree": found.agreeing,
            "percent_agreement": None if found.observed is None else 100 * found.observed,
            "observed_agreement": found.observed,
        }
        answer.update({name: found.coefficients[name].value for name in COEFFICIENTS})
        answer["intervals"] = {
            "observed_agreement": list(found.observed_interval) if found.observed_interval else None,
            **{name: _interval(found.coefficients[name]) for name in COEFFICIENTS},
        }
        undefined = {n: c.reason for n, c in found.coefficients.items() if c.reason is not None}
        answer["reason"] = {name: say(f"agreement-{code}", {}) for name, code in undefined.items()} or None
        answer["reason_code"] = undefined or None
        answer["notes"] = [say("agreement-prevalence", {})] if found.prevalence_note else []
        return answer


def _interval(coefficient: Coefficient) -> list[float] | None:
    return list(coefficient.interval) if coefficient.interval else None


def measure_agreement(path: Path, progress: Progress | None = None) -> MeasuredAgreement:
    """Agreement over a CSV ``subject,rater,category``, or ``Refused`` with the first fault and its row."""
    ratings = read_ratings(path)
    if progress:
        progress.step(1, 2, "measure")
    return MeasuredAgreement(measure(ratings))
