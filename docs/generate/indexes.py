"""The index of the rules, amounts and rulebooks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from antipoverty import rulebooks
from antipoverty.text import Text
from quantities import quantities_index
from worked import Worked, WorkedQuantity
from writing import Language, table


def rules_index(rules: Sequence[Worked], amounts: Sequence[WorkedQuantity], language: Language) -> Iterator[str]:
    """The index of the rules, amounts and rulebooks."""
    yield Text("# Rules", "# 规则")[language] + "\n"
    yield (
        Text(
            "Every page here is written from the rule itself; its examples are decided and its proofs proved anew each"
            " time.",
            "本部分各页均由规则对象生成；算例与证明在生成时重新计算。",
        )[language]
        + "\n"
    )
    yield from table(
        (Text("rule", "规则")[language], Text("of", "对象")[language], Text("met means", "满足即")[language]),
        ((f"[{w.rule.name[language]}]({w.rule.id}.md)", w.rule.subject, w.rule.met[language]) for w in rules),
    )
    yield from quantities_index(amounts, language)
    yield Text("## Rulebooks", "## 规则库")[language] + "\n"
    books = [rulebooks.load(name) for name in rulebooks.available()]
    yield from table(
        (
            Text("jurisdiction", "辖区")[language],
            Text("name", "名称")[language],
            Text("version", "版本")[language],
            Text("digest", "摘要")[language],
        ),
        ((f"`{b.id.jurisdiction}`", b.title[language], b.id.version, f"`{b.id.digest[:12]}`") for b in books),
    )
