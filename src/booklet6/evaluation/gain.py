"""How sure a gain is. Formulas that can be worked by hand, without a random number.

Each person has a score, from 0 to 1: the part of an objective's questions that they answered right.

*Same people twice*: Bonett and Price's adjusted Wald interval for paired proportions (Journal of Educational and
Behavioral Statistics 37, 2012, 479–488). It adds two persons to the data, one who gained all and one who lost all, and takes
mean and spread of the differences. With one question to an objective this is their formula; with several, the same is done
with the persons' mean differences.

*Different people*: Agresti and Caffo's interval (The American Statistician 54, 2000, 280–288). It adds to each side one
person with all right and one with nothing right.

Both hold their 95 % with few people, and also where nobody or everybody has changed; there the plain formula would claim
to be certain. A test simulates that.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

Z = 1.959963984540054
"""For 95 %."""


@dataclass(frozen=True)
class Gain:
    """A difference, from -1 to 1, and its interval of 95 %."""

    value: float
    low: float
    high: float


def paired(differences: Sequence[float]) -> Gain:
    """The mean difference of people who were asked twice. Raises ValueError for nobody."""
    if not differences:
        raise ValueError("nobody")
    middle, error = _mean_and_error([*differences, 1.0, -1.0])
    return Gain(fmean(differences), max(-1.0, middle - Z * error), min(1.0, middle + Z * error))


def unpaired(first: Sequence[float], second: Sequence[float], z: float = Z) -> Gain:
    """How much higher the second people's scores are than the first's. Raises ValueError where one side is nobody.

    `z`: of the normal distribution, where the interval must hold more than 95 %.
    """
    if not first or not second:
        raise ValueError("nobody")
    (m1, e1), (m2, e2) = (_mean_and_error([*scores, 1.0, 0.0]) for scores in (first, second))
    error = math.hypot(e1, e2)
    return Gain(fmean(second) - fmean(first), max(-1.0, m2 - m1 - z * error), min(1.0, m2 - m1 + z * error))


def _mean_and_error(values: Sequence[float]) -> tuple[float, float]:
    mean = fmean(values)
    spread = math.fsum((v - mean) ** 2 for v in values) / len(values)
    return mean, math.sqrt(spread / len(values))
