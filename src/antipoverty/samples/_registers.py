"""A made-up register with exactly the totals of the mountain town's summary. No household in it exists.

The summary gives totals only: 12 villages, 5,834 households, 22,235 persons; 788 households with 3,274 persons below
2,736 yuan a head; 23 of those households, with 107 persons, already helped by another programme.
"""

from __future__ import annotations

from decimal import Decimal
from random import Random

from antipoverty._shared.arguments import typed
from antipoverty.money import allocate, fen, yuan_of_fen
from antipoverty.records import Flags, Household, Income, Transfer, Village
from antipoverty.text import Language, Text

LINE = 273_600
VILLAGES, HOUSEHOLDS, PERSONS = 12, 5_834, 22_235
POOR_HOUSEHOLDS, POOR_PERSONS = 788, 3_274
HELPED_HOUSEHOLDS, HELPED_PERSONS = 23, 107

#: Eleven villages take nearly all the poor, so that their incidence passes 17%; the twelfth, the seat, is large.
POOR_SHARE = 0.173

_NAMES = (
    Text("Upper", "上村"),
    Text("Lower", "下村"),
    Text("East", "东村"),
    Text("West", "西村"),
    Text("Pine", "松林村"),
    Text("Walnut", "核桃村"),
    Text("Spring", "泉水村"),
    Text("Terrace", "梯田村"),
    Text("Ridge", "山梁村"),
    Text("River", "河边村"),
    Text("Pepper", "花椒村"),
    Text("Seat", "场镇村"),
)


def make_register(*, seed: int = 2014, language: Language = "en") -> tuple[tuple[Village, ...], tuple[Household, ...]]:
    """Make up a town's villages and households, which add up to the printed totals of the mountain town's summary.

    The incomes are those of 2013. Three households lie at the line on purpose: one fen below it, on it, and one fen
    above it. They have no members: `make_tables` gives them some.

    Args:
        seed: the same seed gives the same town, another seed another.
        language: that of the villages' names, ``"en"`` or ``"zh"``.

    Raises:
        InvalidValue: for another language, or a seed that is no whole number.

    >>> villages, households = make_register()
    >>> villages[0].households, households[0].size
    (621, 6)
    """
    random = Random(typed(seed, int, "seed"))
    helped = _sizes(random, HELPED_HOUSEHOLDS, HELPED_PERSONS)
    poor = _sizes(random, POOR_HOUSEHOLDS - HELPED_HOUSEHOLDS, POOR_PERSONS - HELPED_PERSONS)
    others = _sizes(random, HOUSEHOLDS - POOR_HOUSEHOLDS, PERSONS - POOR_PERSONS)

    weights = {f"v{number:02}": random.randint(80, 120) for number in range(1, VILLAGES)} | {f"v{VILLAGES}": 30}
    places = [village for village, count in allocate(len(poor), weights).items() for _ in range(count)]
    poor_rows = [(size, village, False) for size, village in zip(poor, places, strict=True)]
    poor_rows += [(size, f"v{1 + number % 3:02}", True) for number, size in enumerate(helped)]

    room = dict.fromkeys(weights, 0)
    for size, village, _ in poor_rows:
        room[village] += int(size * (1 - POOR_SHARE) / POOR_SHARE * 100)
    room["v12"] = 10**9
    other_rows: list[tuple[int, str]] = []
    names = iter(list(room))
    village = next(names)
    for size in others:
        if room[village] < size * 100:
            village = next(names)
        room[village] -= size * 100
        other_rows.append((size, village))

    rows = [(size, village, random.randint(30_000, 268_000) * size, mark) for size, village, mark in poor_rows]
    rows += [(size, village, _above(random, village) * size, False) for size, village in other_rows]
    _put_at_the_line(rows)
    rows.sort(key=lambda row: row[1])
    households = tuple(_household(random, number, *row) for number, row in enumerate(rows, start=1))
    named = zip(weights, _NAMES, strict=True)
    return tuple(_village(key, name[language], households) for key, name in named), households


def _sizes(random: Random, count: int, total: int) -> list[int]:
    """Household sizes from 1 to 8 that sum to a total: as even as can be, then moved about in pairs."""
    sizes = list(allocate(total, dict.fromkeys(range(count), 1)).values())
    for _ in range(count):
        giver, taker = random.randrange(count), random.randrange(count)
        if sizes[giver] > 1 and sizes[taker] < 8:
            sizes[giver] -= 1
            sizes[taker] += 1
    return sizes


def _above(random: Random, village: str) -> int:
    """Income a head, in fen, of a household that is not poor; higher in the town's seat."""
    return random.randint(280_000, 600_000) if village != "v12" else random.randint(400_000, 1_500_000)


def _put_at_the_line(rows: list[tuple[int, str, int, bool]]) -> None:
    for position, off in ((0, -1), (POOR_HOUSEHOLDS, 0), (POOR_HOUSEHOLDS + 1, 1)):
        size, village, _, mark = rows[position]
        rows[position] = (size, village, LINE * size + off, mark)


def _household(random: Random, number: int, size: int, village: str, net: int, helped: bool) -> Household:
    """Split a net income into components that give it back: wage + business + transfers - outlay."""
    wage = net * random.randint(20, 60) // 100
    pension = net * random.randint(0, 10) // 100
    outlay = random.randint(0, 200_000)
    business = net - wage - pension + outlay
    transfers = [Transfer("pension", yuan_of_fen(pension))]
    if random.random() < 0.2:  # one-off help, which does not count
        transfers.append(Transfer("consolation", Decimal(random.randint(2, 10) * 100)))
    return Household(
        f"h{number:04}",
        village=village,
        size=size,
        income=Income(
            year=2013,
            wage=yuan_of_fen(wage),
            business=yuan_of_fen(business),
            property=0,
            transfers=tuple(transfers),
            outlay=yuan_of_fen(outlay),
        ),
        flags=Flags.none(),
        already_helped=helped,
    )


def _village(key: str, name: str, households: tuple[Household, ...]) -> Village:
    """A village's totals, from its households; `poor` is counted by income alone."""
    own = [household for household in households if household.village == key]
    persons = sum(household.size or 0 for household in own)
    net = {household.id: net_income_fen(household) for household in own}
    poor = [household for household in own if net[household.id] < LINE * (household.size or 0)]
    return Village(
        key,
        name=name,
        households=len(own),
        persons=persons,
        poor_households=len(poor),
        poor_persons=sum(household.size or 0 for household in poor),
        net_income_per_head=yuan_of_fen(sum(net.values()) // persons),
        collective_income=Decimal(36_000 if key == "v12" else 0),
    )


def net_income_fen(household: Household) -> int:
    """The net income that a household was made with, worked out here and not by the library."""
    income = household.income
    assert income is not None
    assert income.transfers is not None
    parts = (income.wage, income.business, *(part.amount for part in income.transfers if part.kind == "pension"))
    return sum(fen(part) for part in parts if part is not None) - fen(income.outlay or Decimal(0))
