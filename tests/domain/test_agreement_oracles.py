"""Coefficients and intervals against what irrCAC and statsmodels give for data sets that they publish.

irrCAC: the data sets of the R package (kgwet/irrCAC, ``inst/extdata`` and README) and of its Python port 0.4.4
(``irrCAC.datasets``), with the figures of ``irrCAC.raw.CAC``: a rating of each rater for each subject, as here. The
port itself is no dependency: it pins an old scipy and states no licence. Its functions for contingency tables divide by
n where those for ratings divide by n - 1, so their intervals are wider or narrower by a few ten-thousandths.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from scipy import stats
from statsmodels.stats.inter_rater import cohens_kappa

from hmip_desktop.domain.agreement import FEWEST_FOR_INTERVAL, Rating, measure
from hmip_desktop.domain.intervals import t_95

CLOSE = 1e-4
Figures = tuple[float, float, tuple[float, float]]
"""A coefficient, its standard error and its 95 % interval."""


@dataclass(frozen=True)
class Oracle:
    """A published data set (a word for each subject, a letter for each rater, - for none) and irrCAC's figures."""

    rows: tuple[str, ...]
    gwet_ac1: Figures
    fleiss_kappa: Figures
    krippendorff_alpha: Figures


def cells(table: tuple[tuple[int, ...], ...]) -> tuple[str, ...]:
    """Two raters' ratings behind a contingency table."""
    return tuple(f"{a}{b}" for a, row in enumerate(table) for b, count in enumerate(row) for _ in range(count))


ABSTRACTORS = ((13, 0, 0), (0, 20, 7), (0, 4, 56))
DIAGNOSIS = ((40, 4, 4, 17), (6, 25, 2, 13), (4, 1, 21, 12), (15, 5, 9, 45))
IRRCAC = {
    "cont3x3abstractors": Oracle(
        cells(ABSTRACTORS),
        (0.8493305, 0.0434352, (0.7631457, 0.9355154)),
        (0.7962397, 0.0593522, (0.6784720, 0.9140074)),
        (0.7972585, 0.0593522, (0.6794908, 0.9150262)),
    ),
    "cont4x4diagnosis": Oracle(
        cells(DIAGNOSIS),
        (0.4561576, 0.0435476, (0.3703380, 0.5419773)),
        (0.4303406, 0.0463356, (0.3390267, 0.5216544)),
        (0.4316178, 0.0463356, (0.3403040, 0.5229316)),
    ),
    "raw_4raters": Oracle(
        ("11-1", "2232", "3333", "3333", "2222", "1234", "4444", "1121", "2222", "-555", "--11", "--3-"),
        (0.7754441, 0.1429500, (0.4608133, 1.0)),
        (0.7611693, 0.1530192, (0.4243763, 1.0)),
        (0.7434211, 0.1455739, (0.4190622, 1.0)),
    ),
    "raw_5observers": Oracle(
        ("112-2", "1101-", "2333-", "-00-0", "000-0", "000-0", "102-1", "1-20-", "222-2", "2111-", "-100-", "0000-",
         "1222-", "33223", "111-1"),
        (0.4966221, 0.1219734, (0.2350152, 0.7582289)),
        (0.4576217, 0.1204501, (0.1992820, 0.7159614)),
        (0.4805302, 0.1135075, (0.2370808, 0.7239797)),
    ),
    "raw_gender": Oracle(
        ("aaac", "aabc", "aabc", "aacc", "abaa", "baaa", "bbbb", "bcbb", "cccc", "aaac", "aabc", "aabc", "aacc", "abaa",
         "baaa"),
        (0.2080808, 0.0906968, (0.0135555, 0.4026061)),
        (0.1288889, 0.1405013, (-0.1724565, 0.4302343)),
        (0.1434074, 0.1405013, (-0.1579380, 0.4447528)),
    ),
    "raw_g1g2": Oracle(
        ("aa-a", "bbcb", "cccc", "cccc", "bbbb", "abcd", "dddd", "aaba", "bbbb", "-eee", "--aa", "--c-", "bbcb",
         "bacb"),
        (0.6846038, 0.1335332, (0.3961229, 0.9730847)),
        (0.6572453, 0.1499186, (0.3333659, 0.9811246)),
        (0.6318057, 0.1496985, (0.3056407, 0.9579708)),
    ),
}  # fmt: skip


def ratings(rows: tuple[str, ...]) -> list[Rating]:
    return [
        Rating(str(subject), f"R{rater}", None if mark == "-" else mark)
        for subject, row in enumerate(rows)
        for rater, mark in enumerate(row)
    ]


@pytest.mark.parametrize("coefficient", ["gwet_ac1", "fleiss_kappa", "krippendorff_alpha"])
@pytest.mark.parametrize("name", IRRCAC)
def test_coefficients_and_intervals_are_those_of_irrcac(name: str, coefficient: str) -> None:
    oracle = IRRCAC[name]
    value, error, interval = getattr(oracle, coefficient)
    found = measure(ratings(oracle.rows)).coefficients[coefficient]
    assert found.value == pytest.approx(value, abs=CLOSE)
    assert found.error == pytest.approx(error, abs=CLOSE)
    # Alpha leaves out subjects with a single rating, so it has fewer degrees of freedom than the other two.
    fewest = 2 if coefficient == "krippendorff_alpha" else 1
    subjects = sum(len(row.replace("-", "")) >= fewest for row in oracle.rows)
    if subjects < FEWEST_FOR_INTERVAL:
        assert found.interval is None
        reach = t_95(subjects - 1) * (found.error or 0.0)
        assert (found.value - reach, min(1.0, found.value + reach)) == pytest.approx(interval, abs=CLOSE)
    else:
        assert found.interval == pytest.approx(interval, abs=CLOSE)


@pytest.mark.parametrize("table", [ABSTRACTORS, DIAGNOSIS, ((0, 4, 1), (0, 8, 0), (0, 1, 5)), ((57, 4), (9, 30))])
def test_cohen_and_its_interval_are_those_of_statsmodels(table: tuple[tuple[int, ...], ...]) -> None:
    found = measure(ratings(cells(table))).coefficients["cohen_kappa"]
    theirs = cohens_kappa(table)
    assert found.value == pytest.approx(theirs.kappa, abs=CLOSE)
    assert found.error == pytest.approx(theirs.std_kappa, abs=CLOSE)
    if sum(map(sum, table)) >= FEWEST_FOR_INTERVAL:
        assert found.interval == pytest.approx((theirs.kappa_low, theirs.kappa_upp), abs=CLOSE)


@pytest.mark.parametrize("freedom", [1, 2, 5, 11, 14, 19, 99, 222, 10_000])
def test_the_quantile_of_students_t_is_that_of_scipy(freedom: int) -> None:
    assert t_95(freedom) == pytest.approx(stats.t.ppf(0.975, freedom), rel=1e-9)
