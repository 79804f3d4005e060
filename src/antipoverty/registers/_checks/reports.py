"""What the checks of a register found, and what became of the findings of an earlier run."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from antipoverty._engine.parameters import RulebookId
from antipoverty._shared.showing import Shown
from antipoverty.errors import InvalidValue
from antipoverty.registers._checks.declarations import Check
from antipoverty.registers._frames.engines import in_memory
from antipoverty.text import Labelled

if TYPE_CHECKING:
    import polars as pl


def _shown(frame: pl.DataFrame) -> str:
    return f"<{frame.height} row{'s'[: frame.height != 1]}>"


class FindingChange(Labelled):
    """What became of a finding between two runs of the checks."""

    NEW = "new", "new", "新增"
    STILL = "still there", "still there", "仍存在"
    CURED = "cured", "cured", "已整改"
    GONE = "gone", "gone with its key", "已不在名册"
    NOT_CHECKED = "not checked again", "not checked again", "本次未核查"


@frozen(eq=False)
class CheckReport(Shown):
    """What the checks of a register found.

    Attributes:
        on: the date of the checks.
        rulebook: the rulebook with their thresholds.
        checks: the checks that were asked for.
        findings: a row for each finding, sorted: ``check`` (its code), ``id`` (the key of the household, member or
            village), ``other`` (what it is at odds with: keys, the first few of them, a column, or numbers) and
            ``rows``, how many rows it is about: a group is one finding, however large.
        counts: a row for each check that was made, the gravest first: ``check``, ``severity``, ``findings``, and for
            one with a condition ``asked``, of how many rows, and ``unknown``, of how many it cannot be told.
        not_made: ``check``, ``reason`` and ``reason_zh``: what was not checked for want of a column, or of a value.
        completeness: a row for each column: ``table``, ``column``, ``should`` (how many rows should have it),
            ``filled``, ``blank``, ``share`` (of those that should, how many are filled, from 0 to 1), and the ``check``
            that says of whom it is asked, where there is one.

    >>> from datetime import date
    >>> import polars as pl
    >>> from antipoverty.registers import check
    >>> members = pl.DataFrame({"id": ["a"], "household": ["h1"], "labour": ["none"], "working_away": [True]})
    >>> found = check(pl.DataFrame({"id": ["h1"]}), members, on=date(2018, 5, 1))
    >>> print(found.explain("en", detail="brief").splitlines()[1])
    1 contradiction: No capacity for work, yet working away
    """

    on: date
    rulebook: RulebookId = field(repr=False)
    checks: tuple[Check, ...] = field(repr=lambda checks: f"<{len(checks)}>")
    findings: pl.DataFrame = field(repr=_shown)
    counts: pl.DataFrame = field(repr=False)
    not_made: pl.DataFrame = field(repr=_shown)
    completeness: pl.DataFrame = field(repr=False)
    _tables: Mapping[str, pl.DataFrame] = field(repr=False, alias="tables")

    @property
    def outliers(self) -> pl.DataFrame:
        """The findings that look as if a value were in another unit."""
        return self.findings.filter(self.findings["check"] == "implausible")

    @property
    def by_village(self) -> pl.DataFrame:
        """The findings by village, sorted: a row for each village and check.

        Its columns are ``village``, the key, and ``name``, if the villages were given, both null where it is not known
        in which village the row lies; ``check``, ``findings``, and ``keys``, those of the first ten findings.

        >>> from datetime import date
        >>> import polars as pl
        >>> from antipoverty.registers import check
        >>> households = pl.DataFrame({"id": ["h1", "h2"], "village": ["v1", "v1"], "size": [2, 1]})
        >>> members = pl.DataFrame({"id": ["a"], "household": ["h1"]})
        >>> check(households, members, on=date(2018, 5, 1)).by_village.select("village", "check", "keys").rows()
        [('v1', 'member-count', ['h1']), ('v1', 'no-members', ['h2'])]
        """
        import polars as pl

        own = {code: (subject,) for code, subject in ((each.code, each.subject) for each in self.checks)}
        codes = own | dict.fromkeys(_OF_ANY, _SUBJECTS)
        pairs = self.findings.select("check", "id").unique()
        places = self._places(pairs["id"])
        found = [
            pairs.filter(pl.col("check").is_in([code for code, subjects in codes.items() if subject in subjects])).join(
                place, on="id"
            )
            for subject, place in places.items()
        ]
        one = pl.when(pl.col("village").n_unique() == 1).then(pl.col("village").first()).alias("village")
        villages = pl.concat([pairs.clear().with_columns(village=pl.lit("")), *found]).group_by("check", "id").agg(one)
        names = self._tables.get("village", pl.DataFrame(schema={"id": pl.String}))
        if "name" not in names.columns:
            names = names.with_columns(name=pl.lit(None, pl.String))
        return (
            self.findings.join(villages, on=["check", "id"], how="left")
            .group_by("village", "check")
            .agg(pl.len().cast(pl.Int64).alias("findings"), pl.col("id").sort().head(_KEYS).alias("keys"))
            .join(
                names.select(village="id", name=pl.col("name").cast(pl.String)).unique("village", keep="first"),
                on="village",
                how="left",
            )
            .select("village", "name", "check", "findings", "keys")
            .sort("village", "check", nulls_last=True)
        )

    def _places(self, keys: pl.Series) -> dict[str, pl.DataFrame]:
        """For each kind of subject the village of those rows that have one of the keys; one of several, all of them."""
        import polars as pl

        def kept(frame: pl.DataFrame) -> pl.DataFrame:
            return frame.filter(pl.col("id").is_in(keys.implode()))

        places = {}
        if (villages := self._tables.get("village")) is not None:
            places["village"] = kept(villages.select("id", village="id"))
        if (homes := self._tables.get("household")) is not None:
            village = pl.col("village") if "village" in homes.columns else pl.lit(None, pl.String).alias("village")
            placed = homes.select("id", village).unique()
            places["household"] = kept(placed)
            if (members := self._tables.get("person")) is not None:
                people = kept(members.select("id", "household"))
                places["person"] = people.join(placed, left_on="household", right_on="id").select("id", "village")
        return places

    def since(self, earlier: CheckReport | Any) -> Recheck:
        """What became of the findings of an earlier run, by check and key.

        Args:
            earlier: the report of the earlier run, or its findings as they were kept: a frame of any engine with
                ``check`` and ``id``.

        >>> from datetime import date
        >>> import polars as pl
        >>> from antipoverty.registers import check
        >>> first = pl.DataFrame({"id": ["h1", "h2", "h3"], "village": [None, None, None]})
        >>> second = pl.DataFrame({"id": ["h1", "h2"], "village": [None, "v1"]})
        >>> on = date(2018, 5, 1)
        >>> changed = check(second, on=on).since(check(first, on=on))
        >>> changed.changes.rows()
        [('cured', 'no-village', 'h2'), ('gone', 'no-village', 'h3'), ('still there', 'no-village', 'h1')]
        """
        import polars as pl

        pair = ("check", "id")
        frame = earlier.findings if isinstance(earlier, CheckReport) else in_memory(earlier, *pair, taken=())
        if wrong := [name for name in pair if frame.schema[name] not in (pl.String, pl.Null)]:
            raise InvalidValue("earlier", f"{wrong[0]} of {frame.schema[wrong[0]]}", "codes and keys that are text")
        before = frame.select(pl.col(*pair).cast(pl.String).fill_null("")).unique()
        now = self.findings.select(pl.col(*pair).fill_null("")).unique()
        ended = before.join(now, on=pair, how="anti").with_columns(self._ended().alias("change"))
        parts = [
            now.join(before, on=pair, how="anti").with_columns(pl.lit(FindingChange.NEW.value).alias("change")),
            now.join(before, on=pair, how="semi").with_columns(pl.lit(FindingChange.STILL.value).alias("change")),
            ended,
        ]
        changes = pl.concat([part.select("change", *pair) for part in parts]).sort("change", *pair)
        return Recheck(changes, before.height, now.height, self.checks)

    def _ended(self) -> pl.Expr:
        """What became of a finding that is not there any more."""
        import polars as pl

        tables = {each.code: (each.subject,) for each in self.checks} | dict.fromkeys(_OF_ANY, _SUBJECTS)
        there = pl.col("id") == ""
        lacking = pl.lit(False)
        for subject in _SUBJECTS:
            codes = [code for code, subjects in tables.items() if subject in subjects]
            if subject in self._tables:
                there |= pl.col("check").is_in(codes) & pl.col("id").is_in(self._tables[subject]["id"].implode())
            else:
                lacking |= pl.col("check").is_in(codes)
        again = pl.col("check").is_in(self.counts["check"].implode())
        value = FindingChange
        return (
            pl.when(~again).then(pl.lit(value.NOT_CHECKED.value))
            .when(there).then(pl.lit(value.CURED.value))
            .when(lacking).then(pl.lit(value.NOT_CHECKED.value))
            .otherwise(pl.lit(value.GONE.value))
        )  # fmt: skip


#: So many keys of a village's findings are named.
_KEYS = 10
_SUBJECTS = ("household", "person", "village")
#: Checks of keys and values of any table.
_OF_ANY = ("no-key", "key-twice", "implausible")


@frozen(eq=False)
class Recheck(Shown):
    """What became of findings between two runs of the checks, by check and key.

    Attributes:
        changes: a row for each finding of either run, sorted: ``change``, ``check`` and ``id``.
        before: how many there were, each check and key once.
        now: how many there are.
        checks: the checks of the later run.

    What is new and what is still there are the findings now; what is cured, still there, gone with its key, and not
    checked again are those before.
    """

    changes: pl.DataFrame = field(repr=_shown)
    before: int
    now: int
    checks: tuple[Check, ...] = field(repr=False)

    def __attrs_post_init__(self) -> None:
        counts = self.counts
        new, still = counts[FindingChange.NEW], counts[FindingChange.STILL]
        assert new + still == self.now, "a finding of this run was lost"
        assert sum(counts.values()) - new == self.before, "a finding of the earlier run was lost"

    @property
    def counts(self) -> dict[FindingChange, int]:
        """How many findings became what."""
        found = dict(self.changes.group_by("change").len().iter_rows())
        return {change: int(found.get(change.value, 0)) for change in FindingChange}
