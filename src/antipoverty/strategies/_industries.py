"""Industries, as townships state them."""

from __future__ import annotations

from hypothesis import strategies as st

from antipoverty.industries import Industry, IndustryKind, LandKind, OutputUnit


def industries() -> st.SearchStrategy[Industry]:
    """Industries of up to three villages, around the land that villages have; some contradict themselves."""
    hundredths = st.none() | st.decimals(0, 90_000, places=2)
    count = st.none() | st.integers(0, 500)
    keys = st.sampled_from(["v0", "v1", "v2"])
    return st.builds(
        Industry,
        st.uuids().map(lambda key: key.hex),
        st.sampled_from(["walnuts", "pepper", "tobacco"]),
        kind=st.none() | st.sampled_from(IndustryKind),
        villages=st.lists(keys, max_size=3, unique=True).map(tuple),
        land=st.none() | st.sampled_from(LandKind),
        area=hundredths,
        improved=hundredths,
        output=hundredths,
        output_unit=st.none() | st.sampled_from(OutputUnit),
        stock=count,
        households=count,
        poor_households=count,
        persons=count,
        poor_persons=count,
        sales=hundredths,
        year=st.none() | st.integers(2013, 2015),
        invested=hundredths,
        funds=st.lists(st.sampled_from(["f1", "f2"]), max_size=2, unique=True).map(tuple),
        project=st.none() | st.just("p1"),
    )
