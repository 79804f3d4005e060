"""Multidimensional poverty (多维贫困) in full: several cut-offs, nested weights, standard errors, guarantees.

>>> from antipoverty.indicators import Design
>>> table = {"nutrition": [1, 1, 0, 0], "water": [1, 0, 1, 0], "floor": [1, 0, 1, 0]}
>>> weights = nested_weights({"health": ["nutrition"], "living": ["water", "floor"]})
>>> half, all_of_it = alkire_foster_by_cutoff(table, dimension_weights=weights, cutoffs=["1/2", 1])
>>> half.H, all_of_it.H
(0.75, 0.25)
>>> villages = Design(clusters=["a", "a", "b", "b"])
>>> estimate_alkire_foster(table, dimension_weights=weights, cutoff="1/2", design=villages).H.degrees_of_freedom
1

The measure of one cut-off is `antipoverty.indicators.alkire_foster`.
"""

from __future__ import annotations

from antipoverty.indicators._multidimensional.alkire_foster import alkire_foster_by_cutoff, robust_comparisons
from antipoverty.indicators._multidimensional.dimension_weights import nested_weights
from antipoverty.indicators._multidimensional.specification import TWO_ASSURANCES_THREE_GUARANTEES, Specification
from antipoverty.indicators._uncertainty.alkire_foster import MultidimensionalEstimates, estimate_alkire_foster

__all__ = [
    "TWO_ASSURANCES_THREE_GUARANTEES",
    "MultidimensionalEstimates",
    "Specification",
    "alkire_foster_by_cutoff",
    "estimate_alkire_foster",
    "nested_weights",
    "robust_comparisons",
]
