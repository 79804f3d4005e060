"""The page to try: a form of a household, with an example that is decided while the page is written."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from html import escape
from urllib.parse import urlencode

from antipoverty import rulebooks
from antipoverty._engine.parameters import ParameterKind
from antipoverty._engine.prose.values import NO, UNKNOWN, YES
from antipoverty.facts.household import HOUSEHOLD_FACTS
from antipoverty.registers import HOUSEHOLDS
from antipoverty.rules import Kind
from antipoverty.text import LISTED, YUAN, Text
from trial.answers import GROUPS, PLACE, QUESTIONS, answer
from writing import LANGUAGES, Language, capital, library_books

#: From a page of rules to the form's script and look, which are in every build.
_ASSETS = "../../assets/"
#: And to what `browser.py` puts into the site of both languages.
_RUNS_ON = {"en": "../../assets/trial/", "zh": "../../../assets/trial/"}
#: From a page of rules to the same page in the other language.
_OTHER = {"en": "../../zh/rules/try/", "zh": "../../../rules/try/"}
_NAMED = {"en": "English", "zh": "中文"}
#: The household that the page opens with, and others: made up.
_FIRST = {"question": "poor-household", "on": "2014-05-01", "rulebook": "cn", "size": "4", "net_income": "10943.99"}
EXAMPLES = (
    (Text("One fen below the line, 2014", "低于标准一分钱，2014年"), _FIRST),
    (
        Text("Enough income, a dangerous house, 2018", "收入达标、住房危险，2018年"),
        {
            **{"question": "poor-household", "on": "2018-06-01", "rulebook": "cn/guizhou", "size": "4"},
            **{"net_income": "16000", "food_secure": "yes", "clothing_secure": "yes", "school_age_child": "no"},
            **{"uninsured": "no", "dwelling_grade": "C", "water_certified": "yes", "town_property": "no"},
            **{"vehicle": "no", "business_owner": "no", "public_payroll": "no"},
        },
    ),
    (
        Text("May it leave? Not everything is known, 2019", "能否退出？尚缺信息，2019年"),
        {
            **{"question": "household-exit", "on": "2019-10-01", "rulebook": "cn", "size": "3", "net_income": "15000"},
            **{"income_stable": "yes", "food_secure": "yes", "clothing_secure": "yes", "dwelling_grade": "B"},
        },
    ),
    (
        Text("To be monitored? A shock, 2021", "是否纳入监测？遭遇变故，2021年"),
        {
            **{"question": "monitored-household", "on": "2021-06-01", "rulebook": "cn", "size": "3"},
            **{"registration": "exited", "net_income": "24000", "income_stable": "yes", "shock": "yes"},
            **{"spending_surge": "yes"},
        },
    ),
    (
        Text("Low income, with the place's own values, 2026", "低收入人口分层（自填当地标准），2026年"),
        {
            **{"question": "low-income", "on": "2026-06-01", "rulebook": "cn", "size": "3", "assessed_income": "31000"},
            **{"dibao": "no", "five_guarantee": "no", "property_within_dibao": "yes", "property_within_margin": "yes"},
            **{"property_within_rigid": "yes", "rigid_living": "9000", "rigid_medical": "12000"},
            **{"rigid_schooling": "0", "rigid_rehabilitation": "0", "monitored": "no", "linkage.dibao_line": "6600"},
            **{"low_income.disposable_income": "21000", "low_income.rigid_share": "0.6"},
        },
    ),
)  # fmt: skip

_TITLE = Text("Try it on a household", "试算一户")
_INTRODUCTION = Text(
    "Fill in what is known of a household; the decision follows as you type. An empty field is unknown, never no or 0:"
    " it leaves the outcome unknown only where it matters, and a dot marks what would settle it. It runs in your"
    " browser: nothing that you type is sent anywhere. Leave out names and numbers of persons: no field asks for them.",
    "填写某户的已知信息，结论随填随出。未填即未知，不作“否”或0处理，仅在其影响结论时才使结论不明，圆点标示补充后即可判定的事项。"
    "本页在浏览器内运行，所填内容不上传。请勿填写姓名、证件号码等个人信息：表单亦无此类栏目。",
)
_HOW = Text(
    "The library itself runs here, with Python compiled for browsers (about 9 MB, once). The form asks what the rule"
    " reads on the date, by the rulebook. What you type stands in the part of the address after `#`, so that a link"
    " opens the same form. The rules have pages of their own: {}. For your own machine there are the command,"
    " `antipoverty --help`, and the [tutorial](../tutorial.md).",
    "本页直接运行本库及Python（约9 MB，仅首次下载）。日期或规则库不同，规则所问事项亦不同，表单随之增减。"
    "所填内容仅记入网址“#”之后的部分，复制链接即可还原表单。"
    "各规则另有专页：{}。在本机使用，见命令`antipoverty --help`与[入门](../tutorial.md)。",
)
#: Stands at the form until it has answered.
_PLAIN = Text(
    "**The form is not running.** It starts by itself, in some seconds, where scripts are allowed and this site has"
    " Python for them. Until this line goes away, nothing that is chosen or typed changes the answer: what stands there"
    " is a made-up example, decided when this page was written. Its rule has [examples on its own page]({}).",
    "**表单尚未运行。**浏览器允许脚本、网站附有所需Python的，稍候数秒即自动启动。"
    "本提示消失前，选择、填写均不改变结论：所示为虚构示例，系本页生成时作出的结论。该规则另有[专页示例]({})。",
)
_SAMPLE = Text("Example, made up; not an answer to what is typed:", "虚构示例，并非对所填内容的结论：")
_EXAMPLE = Text("Made-up examples: ", "示例（虚构）：")
#: The largest amount that the form takes, in yuan.
_MOST = 999_999_999
_TOP, _QUESTION, _ON, _RULEBOOK = (
    Text("What is asked", "所问事项"),
    Text("Question", "事项"),
    Text("Date", "日期"),
    Text("Rulebook", "规则库"),
)
_ANSWER, _PROGRAM = Text("Answer", "结论"), Text("The same as a program", "等价程序")
_FULL = {"en": "In full, with sources and grades", "zh": "详细说明（含依据与可信度）"}
_COPY, _CLEAR = Text("Copy a link to this form", "复制本表单链接"), Text("Clear", "清空")
_UNREAD = Text("Cannot be read, and so counts as unknown; expected {}", "无法读取，按未知处理；应为{}")
_WHOLE = Text("a whole number from {} to {}", "{}至{}的整数")
_MONEY = Text("an amount of at most two places", "至多两位小数的金额")
_SHARE = Text("a share from 0 to 1, such as 0.6", "0至1的比例，如0.6")
_WORDS = {
    "loading": Text("Loading Python and the library …", "正在载入Python与本库……"),
    "failed": Text(
        "Python could not be loaded: the browser is too old, or the page was opened as a file, or the site was built"
        " without it. What is shown is the example.",
        "未能载入Python：浏览器版本过低、页面以本地文件方式打开，或网站构建时未包含Python。所示为示例。",
    ),
    "copied": Text("The link is copied.", "链接已复制。"),
    "address": Text("The address of this page is the link.", "本页网址即为链接，请自行复制。"),
}


def trial_page(language: Language) -> Iterator[str]:
    """The page, with the form filled in and answered for the first example."""
    told = json.loads(answer(json.dumps(_FIRST)))
    yield "---\nhide: [navigation, toc]\n---\n"
    yield f"# {_TITLE[language]}\n"
    yield _INTRODUCTION[language] + "\n"
    links = (f'<a href="#{urlencode(values)}">{escape(name[language])}</a>' for name, values in EXAMPLES)
    yield _EXAMPLE[language] + " · ".join(links) + "\n"
    words = json.dumps({key: text[language] for key, text in _WORDS.items()}, ensure_ascii=False)
    yield f'<link rel="stylesheet" href="{_ASSETS}form.css">'
    shown = f'data-words="{escape(words)}" data-runs-on="{_RUNS_ON[language]}" data-outcome="{told["outcome"]}"'
    yield f'<div id="trial" {shown}>'
    example = f"../{_FIRST['question']}/"
    yield f'<p class="plain" data-plain>{_marked(_PLAIN[language].format(example))}</p>'
    yield '<form autocomplete="off">'
    yield from _asked(language)
    for heading, names in GROUPS:
        hidden = "" if set(names) & set(told["asked"]) else " hidden"
        yield f"<fieldset disabled data-group{hidden}><legend>{escape(heading[language])}</legend>"
        yield from (_field(name, name in told["asked"], language) for name in names)
        yield "</fieldset>"
    yield f'<button type="button" class="md-button" data-part="clear" hidden>{_CLEAR[language]}</button>'
    yield f'<button type="button" class="md-button" data-part="copy" hidden>{_COPY[language]}</button>'
    yield "</form>"
    yield from _answer(told, language)
    yield "</div>\n"
    rules = (f"[{rule.name[language]}]({key}.md)" for key, (rule, _) in QUESTIONS.items())
    yield _HOW[language].format(LISTED[language].join(rules)) + "\n"
    yield f'<script src="{_ASSETS}form.js"></script>'


def _marked(text: str) -> str:
    """Bold words and links of a text as elements, since Markdown is not read within the form."""
    text = re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", escape(text))
    return re.sub(r"\[(.+?)\]\((.+?)\)", r'<a href="\2">\1</a>', text)


def _asked(language: Language) -> Iterator[str]:
    """The question, the date and the rulebook, which are never unknown."""
    questions = {key: rule.name for key, (rule, _) in QUESTIONS.items()}
    books = {book.id.jurisdiction: book.title for book in library_books()}
    day = f'<input id="f-on" name="on" type="date" required value="{_FIRST["on"]}" min="1978-01-01" max="2100-12-31">'
    yield f"<fieldset disabled><legend>{_TOP[language]}</legend>"
    for name, label, control in (
        ("question", _QUESTION, _select("question", questions, language)),
        ("on", _ON, day),
        ("rulebook", _RULEBOOK, _select("rulebook", books, language)),
    ):
        yield f'<div class="field wide"><label for="f-{name}">{label[language]}</label>{control}</div>'
    yield "</fieldset>"


def _select(name: str, options: Mapping[str, Text], language: Language) -> str:
    said = (
        f'<option value="{value}"{" selected" if value == _FIRST.get(name) else ""}>{escape(text[language])}</option>'
        for value, text in options.items()
    )
    return f'<select id="f-{name}" name="{name}"{"" if "" in options else " required"}>{"".join(said)}</select>'


def _field(name: str, asked: bool, language: Language) -> str:
    """A field that may be unknown: a choice, or a number with its unit and what is said where it cannot be read."""
    fact = HOUSEHOLD_FACTS.get(name)
    text = rulebooks.load("cn").parameters[name].text if fact is None else fact.text
    if fact is not None and fact.kind in (Kind.FLAG, Kind.CATEGORY):
        labels = dict(zip(fact.values, fact.labels, strict=True)) or {"yes": YES, "no": NO}
        control = _select(name, {"": UNKNOWN, **labels}, language)
    else:
        control = _number(name, language)
    label = capital(text[language])
    hidden = "" if asked else " hidden"
    return (
        f'<div class="field" data-field="{name}"{hidden}><label for="f-{name}">{escape(label)}</label>{control}</div>'
    )


def _number(name: str, language: Language) -> str:
    """A field for a number, within the bounds of records, or of a page."""
    least, most, step, expected, unit = 0, _MOST, "0.01", _MONEY[language], YUAN[language]
    if name in PLACE:
        parameter = rulebooks.load("cn").parameters[name]
        unit = parameter.unit[language] if parameter.unit else ""
        if parameter.kind is ParameterKind.SHARE:
            most, step, expected = 1, "any", _SHARE[language]
    elif (fact := HOUSEHOLD_FACTS[name]).kind is Kind.COUNT:
        column = HOUSEHOLDS[name]
        assert column.least is not None
        assert column.most is not None
        assert fact.unit is not None
        least, most, step, unit = column.least, column.most, "1", fact.unit[language]
        expected = _WHOLE[language].format(least, most)
    elif name == "net_income":
        least = -_MOST
    return (
        f'<input id="f-{name}" name="{name}" type="number" min="{least}" max="{most}" step="{step}"'
        f' placeholder="{UNKNOWN[language]}" value="{_FIRST.get(name, "")}" aria-describedby="f-{name}-note">'
        f'<span class="unit">{escape(unit)}</span>'
        f'<span class="note" id="f-{name}-note" hidden>{escape(_UNREAD[language].format(expected))}</span>'
    )


def _answer(told: Mapping[str, Mapping[str, str]], language: Language) -> Iterator[str]:
    """The answer to the example, in the page's language; in the other one it is folded."""
    yield f'<section class="answer" aria-label="{_ANSWER[language]}">'
    yield '<progress data-part="progress" hidden></progress><p data-part="status" role="status" hidden></p>'
    yield f'<p class="plain" data-plain>{_SAMPLE[language]}</p>'
    (other,) = (each for each in LANGUAGES if each != language)
    yield from _spoken(told, language, ' aria-live="polite"')
    yield f'<details><summary lang="{other}">{_NAMED[other]}</summary>'
    yield from _spoken(told, other, "")
    yield "</details>"
    program = escape(str(told["program"]))
    yield f'<details><summary>{_PROGRAM[language]}</summary><pre data-part="program">{program}</pre>'
    yield f'</details><p><a data-keep lang="{other}" href="{_OTHER[language]}">{_NAMED[other]}</a></p></section>'


def _spoken(told: Mapping[str, Mapping[str, str]], language: Language, live: str) -> Iterator[str]:
    """The answer in a language: in brief, and in full where that is opened."""
    verdict, *lines = told["brief"][language].split("\n")
    yield f'<div data-language="{language}" lang="{language}"><p data-part="verdict"{live}>{escape(verdict)}</p><ul>'
    yield from (f"<li>{escape(line)}</li>" for line in lines)
    full = escape(told["full"][language])
    yield f"</ul><details><summary>{_FULL[language]}</summary><pre>{full}</pre></details></div>"
