"""Numbers in the prose: every one is bound to its source, right, and renewed in its shape when the source changes."""

import json
import math
import re

import nbformat
import pytest

from cqbook.prose import binding
from cqbook.prose.markdown import read_target
from cqbook.quantities import Quantity, formatting, free_digits
from cqbook.quantities.intervals import Interval

INFINITE = math.inf


def given(value=None, low=None, high=None, unit="item"):
    low, high = (value if end is None else end for end in (low, high))
    return Quantity(Interval(low, high), unit, "as stated", (), value)


KNOWN = {
    "obs:enterprises": given(1164),
    "obs:gerd": given(60e9, 60e9, 70e9),
    "obs:people": given(1_438_000),
    "obs:at-least": given(500, 500, INFINITE),
    "obs:few": given(3),
    "value:growth": given(None, 15.18, 29.38),
    "value:change": given(-0.14, -0.15, -0.13),
    "value:share": given(2.3812),
    "value:rank": given(7, 7, 8, unit="rank"),
}


def problems(text):
    return binding.problems(text, KNOWN.__getitem__, KNOWN)


def rewritten(text, known=KNOWN):
    return binding.rewrite(text, known.__getitem__)[0]


@pytest.mark.parametrize(
    "link",
    [
        "[1,164](obs:enterprises)",
        "[1164](obs:enterprises)",
        "[about 1.2 thousand enterprises](obs:enterprises)",
        "[60 billion](obs:gerd) yuan",
        "[60.0 billion yuan](obs:gerd)",
        "[60,000,000,000](obs:gerd)",
        "[up to 70 billion](obs:gerd?high)",
        "[60 to 70 billion](obs:gerd)",
        "[1.4 million](obs:people)",
        "[1,438,000](obs:people)",
        "[three](obs:few), [Three](obs:few), [3](obs:few)",
        "[15 to 30](value:growth) %",
        "[15–30 %](value:growth)",
        "[between 15 and 30 percent](value:growth)",
        "[15.1 to 29.4](value:growth)",
        "[15.1 to 30](value:growth)",
        "[15](value:growth?low), [30](value:growth?high)",
        "[-0.14](value:change) [−0.14](value:change)",
        "[−0.15 to −0.13](value:change)",
        "[2.4](value:share) [2](value:share) [2.38](value:share)",
        "[500](obs:at-least?low)",
        # In Chinese no space stands beside a number.
        "有[1164家](obs:enterprises)企业，[约1,164家](obs:enterprises)",
        "投入[600亿元](obs:gerd)，[600.0亿元](obs:gerd)，[0.06万亿元](obs:gerd)，[超过700亿元](obs:gerd?high)",
        "[600至700亿元](obs:gerd)、[600亿至700亿元](obs:gerd)、[600—700亿元](obs:gerd)",
        "[143.8万人](obs:people)或[144万人](obs:people)、[1438000人](obs:people)",
        "[三](obs:few)所、[三所](obs:few)、[第三](obs:few)、[第3位](obs:few)",
        "增长[15至30个百分点](value:growth)、[15%至30%](value:growth)、[15.1—29.4倍](value:growth)",
        "相差[−0.14个百分点](value:change)，为[2.38%](value:share)",
    ],
)
def test_a_number_that_its_source_gives_is_right_and_stays(link):
    assert problems(link) == []
    assert binding.rewrite(link, KNOWN.__getitem__) == (link, [])


def test_at_a_tie_both_ways_of_rounding_are_right():
    known = {"value:tie": given(63.45)}
    for label in ("63.4", "63.5"):
        assert binding.problems(f"[{label}](value:tie)", known.__getitem__) == []
    assert rewritten("[63.6](value:tie)", known) in ("[63.4](value:tie)", "[63.5](value:tie)")


@pytest.mark.parametrize(
    ("old", "target", "new"),
    [
        ("1,400", given(1234567), "1,234,567"),
        ("1400", given(1234567), "1234567"),
        ("140", given(1164), "1,164"),
        ("1,400", given(140), "140"),
        ("60 billion yuan", given(70.4e9), "70 billion yuan"),
        ("60.0 billion", given(70.44e9), "70.4 billion"),
        ("one\nmillion", given(2.2e6), "two\nmillion"),
        ("138 square\nkilometres", given(150e6), "150 square\nkilometres"),
        ("three", given(4), "four"),
        ("Three", given(12), "Twelve"),
        ("three", given(13), "13"),
        ("Twelve", given(1164), "1,164"),
        ("two", given(-3), "−3"),
        ("2.40 %", given(2.5), "2.50 %"),
        ("0.1", given(-0.14), "−0.1"),
        ("-2", given(-3.2), "-3"),
        ("−2", given(3.2), "3"),
        ("+2", given(3.2), "+3"),
        ("−0.1", given(-0.01), "0.0"),
        ("15 to 30 %", given(None, 16.2, 20.5), "16 to 21 %"),
        ("15–30", given(None, 16.2, 20.5), "16–21"),
        ("Between 15.0 and 30", given(None, 16.26, 20.5), "Between 16.2 and 21"),
        ("60 to 70 billion", given(None, 65e9, 79.1e9), "65 to 80 billion"),
        ("900 thousand to 1 million", given(None, 800_000, 2_000_000), "800 thousand to 2 million"),
        ("three to five", given(None, 2, 13), "two to 13"),
        ("600亿元", given(79.73e9), "797亿元"),
        ("79.7亿元", given(123.456e9), "1234.6亿元"),
        ("1,438人", given(1_239_000), "1,239,000人"),
        ("14.2万人", given(203_515), "20.4万人"),
        ("9.9万亿元", given(13.04e12), "13.0万亿元"),
        ("8.23万平方公里", given(8.24e10), "8.24万平方公里"),
        ("3.45个百分点", given(-0.14), "−0.14个百分点"),
        ("15至30%", given(None, 16.2, 20.5), "16至21%"),
        ("15%—30%", given(None, 16.2, 20.5), "16%—21%"),
        ("600亿至700亿元", given(None, 65e9, 79.11e9), "650亿至792亿元"),
        ("6至7.0亿元", given(None, 65e7, 79.11e7), "6至8.0亿元"),
        ("三所", given(2), "两所"),
        ("第三", given(2), "第二"),
        ("十二所", given(11), "十一所"),
        ("两所", given(1164), "1164所"),
    ],
)
def test_a_renewed_number_keeps_its_shape(old, target, new):
    known = {"value:it": target}
    assert rewritten(f"so [{old}](value:it).", known) == f"so [{new}](value:it)."
    assert binding.problems(f"so [{new}](value:it).", known.__getitem__) == []


@pytest.mark.parametrize(
    "span", [(15.18, 29.38), (2.4350000000000023, 2.5449999999999875), (64.99999999999999, 70.00000000000001)]
)
def test_a_range_is_rounded_as_in_figures(span):
    known = {"value:it": given(None, *span)}
    for decimals in range(4):
        text = f"[{0:.{decimals}f} to {1:.{decimals}f}](value:it)"
        assert rewritten(text, known) == f"[{formatting.between(Interval(*span), decimals)}](value:it)"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("it has 1,164 of them", "1,164 has no source: make it the text of a link"),
        ("[1,165](obs:enterprises)", 'should read "1,164"'),
        ("[61 billion](obs:gerd)", 'should read "60 billion"'),
        ("[15 to 29](value:growth)", 'should read "15 to 30"'),
        ("[29](value:growth?high)", 'should read "30"'),
        ("[60](obs:enterprise)", "there is no obs:enterprise: did you mean obs:enterprises?"),
        ("[60](obs:growth)", "there is no obs:growth: did you mean value:growth?"),
        ("[60](value:shar)", "there is no value:shar: did you mean value:share?"),
        ("[60](obs:)", "there is no obs:: look its name up"),
        ("[60](value:q)", "there is no value:q: look its name up"),
        ("[60 billion](obs:gerd?middle)", '"?middle" is unknown: write ?low, ?high or nothing'),
        ("[60 billion](obs:gerd?)", '"?" is unknown'),
        ("[](obs:few)", "holds no number"),
        ("[many](obs:few)", "holds no number"),
        ("[1,164 in 2022](obs:enterprises)", "must be one number or a range"),
        ("[15, 30](value:growth)", "must be one number or a range"),
        ("[15 and 30](value:growth)", "must be one number or a range"),
        ("[15 to 20 to 30](value:growth)", "must be one number or a range"),
        ("[three-year](obs:few)", "must be one number or a range"),
        ("[twenty](obs:few)", "as a word from zero to twelve"),
        ("[60 hundred million](obs:gerd)", "must be one number or a range"),
        ("[.5](obs:few)", "must be one number or a range"),
        ("[60bn](obs:gerd)", "must be one number or a range"),
        ("[1,16](obs:few)", "must be one number or a range"),
        ("[20](value:growth)", "only an interval is known here: write a range, or add ?low or ?high"),
        ("[7](value:rank)", "ranks 7 to 8 are possible: write a range"),
        ("[500 to 600](obs:at-least)", "no high end is known"),
        ("[600](obs:at-least?high)", "no high end is known"),
        ("[15 to 30](value:growth?low)", "a range has both ends: remove ?low"),
        ("[3 to 4](obs:few)", 'both ends are "3" now: write one number'),
        ("[60](obs:gerd) billion", '"billion" belongs to the number: put it inside the link'),
        ("[60\n](obs:gerd)\nBillion", '"Billion" belongs to the number'),
        ("[2 trillion](obs:enterprises)", 'the number is 1,164 now, too small for "trillion"'),
        ("有1164家企业", "1164 has no source"),
        ("[1165家](obs:enterprises)", 'should read "1164家"'),
        ("[610亿元](obs:gerd)", 'should read "600亿元"'),
        ("[60](obs:gerd)亿元", '"亿" belongs to the number'),
        ("[2万亿元](obs:enterprises)", 'the number is 1,164 now, too small for "万亿"'),
        ("[20至30](value:growth)", 'should read "15至30"'),
        ("[15和30](value:growth)", "must be one number or a range"),
        ("[二十](obs:few)", "must be one number or a range"),
        ("[三百](obs:few)", "must be one number or a range"),
        ("[3千](obs:few)", "must be one number or a range"),
        ("[3百家](obs:few)", "must be one number or a range"),
        ("[三分之一](obs:few)", "must be one number or a range"),
        ("[许多](obs:few)", "holds no number"),
    ],
)
def test_what_is_wrong_is_told_with_what_to_do(text, message):
    (problem,) = problems(text)
    assert message in problem.message
    # What only a person can mend is not touched.
    if "should read" not in message:
        assert rewritten(text) == text


def test_a_problem_has_its_line_and_the_words_around_it():
    text = "First\n\n- and [4](obs:few)\n  one two three four 5,5 six seven eight nine"
    assert [(problem.line, problem.excerpt) for problem in problems(text)] == [
        (3, "[4](obs:few)"),
        (4, "two three four 5,5 six seven eight"),
    ]


@pytest.mark.parametrize("form", free_digits.FREE_FORMS, ids=lambda form: form.name)
def test_free_forms_of_digits_need_no_source(form):
    assert re.search(r"\d", form.example)
    assert problems(form.example) == []


@pytest.mark.parametrize(
    "text",
    [
        "2022, 1949 and (2049)",
        "mid-2022 or 2021–2025",
        "**2022**",
        "in 2021–22",
        "on 7 March, 3 to 5 April and 31 May 2022",
        "in 2025-11",
        "Tables 1.1 to 1.3",
        "[Figure 8.2](#fig-2) and `2.5`",
        "## 12. Schools",
        "- a\n  1. b\n  2. c",
        "3) c",
        "doi:10.1000/182, see <https://a.org/1>",
        "<!-- 5\n6 -->",
        "&#160;",
        "    12 indented",
        "[a]: https://a.org/1",
        "![picture](picture-2.png)",
        "从2012年到2024年，2012—2024年、2021至2025年和2012年、2020年、2024年",
        "2010年代、2024年末、2025年10月、2025年10月20日",
        "居全国31个省份第九位，38个区县，用5G网络",
        "见第3章、第13章，图3.1和表13.2",
    ],
)
def test_other_free_digits(text):
    assert problems(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "1948 or",
        "2050 or",
        "2,022",
        "2022.5",
        "2022 %",
        "2000 yuan",
        "2000 million",
        "−2022",
        "20221",
        "32 March",
        "416.54",
        "416 %",
        "Figure 8.2 12 schools",
        "in Figure 8.2, 12 schools",
        "chapter 3 and 12 schools",
        "# 12 schools",
        "a sum of\n12. Next",
        "<b>12</b>",
        "<div>\n12\n</div>",
        "<div>\n[3](obs:few)\n</div>",
        "\\[3](obs:few)",
        "[3] (obs:few)",
        "[12](page.md)",
        "![12 schools](picture.png)",
        "| a |\n|---|\n| 12 |",
        "```{note}\n12\n```",
        ":::{note}\n12\n:::",
        "２１ schools",
        "1948年",
        "12024年",
        "2024所",
        "约2024家",
        "12.10月",
        "13月",
        "10个月",
        "32个省份",
        "131个省份",
        "38个县",
        "31个",
        "第3个",
        "图3",
    ],
)
def test_other_digits_need_a_source(text):
    (problem,) = problems(text)
    assert "has no source" in problem.message


LINKS = """# 1. [Four](obs:few) things

- In 2022 [1](obs:enterprises), *then [12
  to 31 %](value:growth "of 5")*, [1 \\[net\\]](obs:enterprises) and `[1](obs:few)`
  - [**4**](<obs:few>), [5][ref], [\\]](page.md)

| a `|` | [9](obs:few) |
|---|---|
| [9](obs:few) | \\| [9](obs:few) |

> Quoted: [9](obs:few)
> and [9](obs:few).

1. [9](obs:few)<br>[9](obs:few)

```{note}
[9](obs:few)
```

```python
[9](obs:few)
```

[ref]: obs:few
"""
RENEWED = """# 1. [Three](obs:few) things

- In 2022 [1,164](obs:enterprises), *then [15
  to 30 %](value:growth "of 5")*, [1,164 \\[net\\]](obs:enterprises) and `[1](obs:few)`
  - [**3**](<obs:few>), [3][ref], [\\]](page.md)

| a `|` | [3](obs:few) |
|---|---|
| [3](obs:few) | \\| [3](obs:few) |

> Quoted: [3](obs:few)
> and [3](obs:few).

1. [3](obs:few)<br>[3](obs:few)

```{note}
[3](obs:few)
```

```python
[9](obs:few)
```

[ref]: obs:few
"""


def test_links_are_found_and_renewed_wherever_markdown_has_them():
    text, changes = binding.rewrite(LINKS, KNOWN.__getitem__)
    assert text == RENEWED
    assert len(changes) == 14
    assert problems(text) == []
    assert (changes[0].old, changes[0].new, changes[0].target) == ("Four", "Three", "obs:few")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("It fell. It is [4](obs:few). It rose.", None),
        ("It is 6.5. It rose to [4](obs:few) e.g. In Figure 8.2. So.", "It rose to 3 e.g. In Figure 8.2."),
        ("More came, see No. 5 and\n[4](obs:few) [others](x.md). So.", "More came, see No. 5 and 3 others."),
        ("- a\n\n- about **half** of\n  [4](obs:few)\n", "about **half** of 3"),
        ('He said "no." [Over 4](obs:few) of <b>them</b> [go](to.md)! More', "Over 3 of them go!"),
        ("| [4](obs:few) | fewer |\n|---|---|\n| more | b |", "3 | fewer"),
        ("# Nearly [4](obs:few)\n\nMore", "Nearly 3"),
        ("They were Highest at `v1.0` with [4](obs:few). No.", "They were Highest at `v1.0` with 3."),
        ("It grew at 5 a.m. and is [4](obs:few).", "It grew at 5 a.m. and is 3."),
        ("The grower has [4](obs:few).", None),
        ("它下降了。现有[4所](obs:few)；又增长了。", None),
        ("它很多。2024年增长[4倍](obs:few)，见表3.1！又增长了。", "2024年增长3倍，见表3.1！"),
    ],
)
def test_a_changed_sentence_that_compares_is_to_be_read_again(text, sentence):
    (change,) = binding.rewrite(text, KNOWN.__getitem__)[1]
    assert change.sentence == sentence


def write(path, *cells):
    notebook = nbformat.v4.new_notebook(metadata={"cqbook": {"used": {}}})
    for number, source in enumerate(cells):
        output = nbformat.v4.new_output("stream", text="9 – 9\n")
        notebook.cells.append(
            nbformat.v4.new_markdown_cell(source, id=f"m{number}")
            if source
            else nbformat.v4.new_code_cell("[9](obs:few)", id=f"c{number}", execution_count=1, outputs=[output])
        )
    path.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8")
    return path


def test_a_notebook_is_renewed_in_its_text_only(tmp_path):
    path = write(
        tmp_path / "a.ipynb", "重庆", "", "A\n\nIt rose to [9](obs:few).\nNo more than [8](obs:few), [8](obs:few).\n"
    )
    before = path.read_text(encoding="utf-8")
    renewal = binding.renew(path, KNOWN.__getitem__)
    expected = before.replace("rose to [9]", "rose to [3]").replace("than [8]", "than [3]").replace(", [8]", ", [3]")
    assert path.read_text(encoding="utf-8") == expected
    assert renewal.sentences == ("It rose to 3.", "No more than 3, 3.")
    assert renewal.diff.split("\n") == [
        f"--- {path}, cell 3",
        f"+++ {path}, cell 3",
        "@@ -1,5 +1,5 @@",
        " A",
        " ",
        "-It rose to [9](obs:few).",
        "-No more than [8](obs:few), [8](obs:few).",
        "+It rose to [3](obs:few).",
        "+No more than [3](obs:few), [3](obs:few).",
        " ",
    ]
    assert [file.name for file in tmp_path.iterdir()] == ["a.ipynb"]


def test_a_notebook_without_changes_is_not_written(tmp_path):
    path = write(tmp_path / "a.ipynb", "[3](obs:few) and [5](obs:unknown)")
    path.write_text(json.dumps(json.loads(path.read_text())))
    before = path.read_bytes()
    assert binding.renew(path, KNOWN.__getitem__) == binding.Renewal("", ())
    assert path.read_bytes() == before


def test_the_check_names_file_cell_and_line(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("# Title\n\n12 schools\n", encoding="utf-8")
    notebook = write(tmp_path / "a.ipynb", "fine", "", "So\n[9](obs:few)")
    first, second = binding.check([notebook, page], KNOWN.__getitem__, KNOWN)
    assert first.startswith(f'{notebook}, cell 3, line 2: "[9](obs:few)": the number differs from its source')
    assert 'should read "3"; `make prose` writes it' in first
    assert second.startswith(f'{page}, line 3: "12 schools": 12 has no source')


def test_a_problem_in_chinese_has_some_characters_around_it():
    text = "重庆市的研究与试验发展经费投入强度不断提高，2024年共有1164家企业，其中高新技术企业数量稳步增长。"
    (problem,) = problems(text)
    assert problem.excerpt == text[text.index("1164") - 20 : text.index("1164") + 24]


def test_targets_are_read_as_the_book_reads_them():
    assert read_target("obs:gerd?high") == ("obs:gerd", "high")
    assert read_target("value:growth") == ("value:growth", None)
    assert read_target("../book/page.md#obs:gerd") is None


@pytest.mark.parametrize(
    "text", ["more than 2000 enterprises", "It had 2010 students.", "416 schools", "985 pupils", "nearly 2021 of them"]
)
def test_a_count_that_looks_like_a_year_or_a_name_is_no_free_form(text):
    assert [problem.excerpt for problem in binding.problems(text, {}.__getitem__)] != []
