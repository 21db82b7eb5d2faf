"""The scripts and styles of the pages on a small page of their own: figures, accounts of numbers, the catalogue."""

from datetime import datetime
from html import escape
from pathlib import Path
from zoneinfo import ZoneInfo

import pydata_sphinx_theme
import pytest
import sphinx_book_theme

from cqbook.project.paths import ROOT
from cqbook.site import templates

pytestmark = pytest.mark.slow

STATIC = ROOT / "book" / "_static"
STYLES = (
    Path(pydata_sphinx_theme.__file__).parent / "theme/pydata_sphinx_theme/static/styles/pydata-sphinx-theme.css",
    Path(sphinx_book_theme.__file__).parent / "theme/sphinx_book_theme/static/styles/sphinx-book-theme.css",
    STATIC / "report.css",
    STATIC / "figure.css",
)
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
FORMATS = ("APA", "GB/T 7714-2025", "GB/T 7714-2015", "BibTeX", "RIS", "CSL-JSON")
PARTS = ("chart", "table", "notes", "code", "cite")
TITLES = ["Table", "Notes and sources", "Code", "Cite and download"]


def citation(kind, label, day):
    """The text of a citation, with what HTML, copying and line ends may spoil."""
    text = f"The report's contributors. {kind} & <data>, 65.6 %, 重庆. {label}"
    if label.startswith("GB/T"):
        text += f"（2025）[{day}]. https://example.org"
    return f"@misc{{x,\n  title = {{{text}}}\n}}\n" if label == "BibTeX" else text


def citation_html(kind, label):
    tag = "pre" if label == "BibTeX" else "p"
    text = escape(citation(kind, label, "DAY")).replace(
        "DAY", '<span class="cq-accessed" lang="zh-Hans">引用日期</span>'
    )
    return (
        f'<div class="cq-citation" data-label="{label}"><p class="cq-citation-name">{kind}, {label}</p>'
        f'<{tag} class="cq-citation-text">{text}</{tag}>'
        '<p class="cq-citation-file"><a href="x.txt" download>file</a></p></div>'
    )


def pictures():
    return "".join(
        f'<img class="only-{scheme}" src="{scheme}.svg" alt="A chart" width="480" height="300">'
        for scheme in ("light", "dark")
    )


def number(text, account):
    return f'<a class="cq-bound" href="record.html#{account}" data-account="{account}">{text}</a>'


def article():
    citations = "".join(citation_html(kind, label) for kind in ("Figure", "Data") for label in FORMATS)
    entries = "".join(
        f'<li class="cq-entry" data-topic="{topics}"><a href="#fig-talent">{pictures()}</a>'
        f"<p>{title}</p><p>{topics.replace('|', ', ')}; chapter 8</p></li>"
        for title, topics in (
            ("Students grow", "Higher education"),
            ("Spending grows", "R&amp;D"),
            ("Laboratories grow", "Higher education|R&amp;D"),
            ("Schools close", "Schools"),
        )
    )
    return f"""
<p>{number("1,164", "account-1")} enterprises; at the end of a long line of words that
   goes on and on until the line ends stand {number("64.25 %", "account-2")}.</p>
<div class="cq-scroll" tabindex="0"><table class="table"><tr>
  <td class="cq-number">{number("241", "account-2")}</td></tr></table></div>
<p style="height: 60rem"><a id="to-note" href="#note">the note</a></p>
<div class="cell_output">
<div class="cq-unit docutils container" id="unit-fig-talent">
  <div class="cq-part docutils container" data-part="chart"><figure class="cq-figure align-default" id="fig-talent">
    <a href="light.svg">{pictures()}</a><figcaption><p><span class="caption-number">Figure 8.5 </span>
    <span class="caption-text">How to read it.</span><a class="headerlink" href="#fig-talent">#</a></p></figcaption>
  </figure></div>
  <div class="cq-part docutils container" data-part="table"><p class="cq-part-title">Table</p>
    <noscript><div class="cq-scroll" tabindex="0">
    <table class="table"><tr><td>Top &lt;talent&gt;</td></tr></table></div>
    <p class="cq-small" id="note">A note.</p></noscript></div>
  <div class="cq-part docutils container" data-part="notes"><p class="cq-part-title">Notes and sources</p>
    <p>A plan.</p></div>
  <div class="cq-part docutils container" data-part="code"><p class="cq-part-title">Code</p>
    <div class="highlight"><pre tabindex="-1"><noscript>{"<span>x</span> = 1; " * 50}</noscript></pre></div>
    <p><a href="x.ipynb" download>All code of this chapter</a></p></div>
  <div class="cq-part docutils container" data-part="cite"><p class="cq-part-title">Cite and download</p>{citations}
    <ul class="cq-downloads"><li><a href="light.svg" download>SVG</a> 1 kB</li></ul></div>
</div></div>
<p>{number("at the end", "account-1")}</p>
<p class="cq-all-code"><a href="x.ipynb" download>All code of this chapter</a></p>
<section class="cq-filter" data-choices="topic"><ul class="cq-catalogue">{entries}</ul></section>
<template id="account-1"><span class="cq-account-title">Enterprises</span>
  <span class="cq-account-line"><b>Stated</b> exactly 1,164</span>
  <span class="cq-account-line">{"Many words. " * 40}</span>
  <a href="record.html#1">Open the record</a></template>
<template id="account-2"><span class="cq-account-title">Enrolment</span>
  <span class="cq-account-line"><b>Stated</b> 64.25 %</span> <a href="record.html#2">Open the record</a></template>"""


def claims(agreeing=5):
    """Cards of a chapter: six that do not agree, and some that do."""
    verdicts = ["mistranslated"] * 2 + ["definition differs"] * 4 + ["agrees"] * agreeing
    texts = {
        "stated": "9",
        "where": "Chongqing",
        "other": "",
        "explanation": "Staff",
        "instead": "",
        "subject_zh": "教师",
    }
    cards = [
        {"id": f"card-{place}", "subject": f"Subject {place}", "verdict": verdict, **texts}
        for place, verdict in enumerate(verdicts)
    ]
    return templates.render("claims.html", cards=cards, others={})


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """The page, with styles of theme and report and the scripts of the report; beside it one of claim cards."""
    folder = tmp_path_factory.mktemp("page")
    for name, colour in (("light", "navy"), ("dark", "aqua")):
        svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="480" height="300"><circle r="99" fill="{colour}"/></svg>'
        (folder / f"{name}.svg").write_text(svg)
    (folder / "record.html").write_text("<p>The record")
    links = "".join(f'<link rel="stylesheet" href="{path.as_uri()}">' for path in STYLES)
    scripts = "".join(
        f'<script src="{(STATIC / name).as_uri()}"></script>' for name in ("filter.js", "figure.js", "account.js")
    )
    # The theme's pages come with "auto"; its script makes it light or dark.
    theme = (
        'document.documentElement.dataset.theme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light"'
    )
    for name, content in (("page", article()), ("claims", claims())):
        (folder / f"{name}.html").write_text(
            f'<!DOCTYPE html><html lang="en" data-theme="auto"><head><meta charset="utf-8"><title>A page</title>'
            f'<meta name="viewport" content="width=device-width"><script>{theme}</script>{links}{scripts}</head>'
            f'<body><main class="bd-content"><article class="bd-article">{content}</article></main></body></html>',
            encoding="utf-8",
        )
    return (folder / "page.html").as_uri()


@pytest.fixture
def visit(browser, address):
    """A function that opens the page in a new context; no script may fail on it."""
    contexts, errors = [], []

    def _visit(place="", **settings):
        contexts.append(browser.new_context(**{"viewport": WIDE, **settings}))
        page = contexts[-1].new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(address + place)
        return page

    yield _visit
    for context in contexts:
        context.close()
    assert errors == []


def shown_parts(page):
    return [name for name in PARTS if page.locator(f'.cq-part[data-part="{name}"]').is_visible()]


def in_view(locator):
    box = locator.bounding_box()
    return 0 <= box["y"] < locator.page.viewport_size["height"]


@pytest.mark.parametrize("has_clipboard", [True, False])
def test_a_citation_is_copied_as_it_stands(visit, has_clipboard):
    page = visit(permissions=["clipboard-read", "clipboard-write"], timezone_id="Pacific/Kiritimati")
    reader = page.context.new_page()
    reader.goto(page.url)
    if not has_clipboard:
        page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page.bring_to_front()
    page.get_by_role("tab", name="Cite and download").click()
    assert page.locator(".cq-citation:visible").count() == 1
    # The reader's own day, which is not that of Greenwich there.
    today = datetime.now(ZoneInfo("Pacific/Kiritimati")).date().isoformat()
    for kind in ("Figure", "Data"):
        for label in FORMATS:
            page.get_by_label("Cite", exact=True).select_option(kind)
            page.get_by_label("Format").select_option(label)
            assert page.locator(".cq-citation-text:visible").text_content() == citation(kind, label, today)
            page.get_by_role("button", name=f"Copy the citation: {kind}, {label}").click()
            page.locator(".cq-citation:visible").get_by_role("status").get_by_text("Copied", exact=True).wait_for()
            reader.bring_to_front()
            assert reader.evaluate("navigator.clipboard.readText()") == citation(kind, label, today)
            page.bring_to_front()


def test_copying_that_fails_is_told(visit):
    page = visit()
    page.evaluate("Object.defineProperty(navigator, 'clipboard', {}); document.execCommand = () => false")
    page.get_by_role("tab", name="Cite and download").click()
    page.get_by_role("button", name="Copy the citation: Figure, APA").click()
    page.get_by_text("Not copied: please select").wait_for()


def test_the_parts_of_a_figure_are_switched_by_keyboard(visit):
    page = visit()
    assert shown_parts(page) == ["chart"]
    tabs = page.get_by_role("tablist", name="Parts of Figure 8.5").get_by_role("tab")
    assert tabs.all_inner_texts() == ["Chart", *TITLES]
    tabs.first.focus()
    for key, part in (("ArrowRight", 1), ("End", 4), ("ArrowRight", 0), ("ArrowLeft", 4), ("Home", 0)):
        page.keyboard.press(key)
        assert shown_parts(page) == [PARTS[part]]
        focused = page.locator(":focus")
        assert focused.get_attribute("aria-selected") == "true"
        assert focused.get_attribute("aria-controls") == page.get_by_role("tabpanel").get_attribute("id")
    page.keyboard.press("Alt+ArrowRight")
    assert shown_parts(page) == ["chart"], "the browser's own keys stay"
    page.keyboard.press("Tab")
    assert page.locator(":focus").get_attribute("href") == "light.svg", "Tab goes into the part, not to the next tab"
    page.get_by_role("tab", name="Code").click()
    page.keyboard.press("Tab")
    assert page.locator(":focus").text_content().startswith("x = 1"), "code that scrolls is reached"


def test_tables_and_code_are_made_when_they_are_opened(visit):
    page = visit()
    made = page.locator(".cq-part :is(td, pre span)")
    assert made.count() == 0
    page.get_by_role("tab", name="Table").click()
    assert made.all_inner_texts() == ["Top <talent>"]
    page.get_by_role("tab", name="Code").click()
    assert made.count() == 1 + 50 and page.locator("pre:visible").text_content() == "x = 1; " * 50


def test_an_address_inside_a_hidden_part_shows_it(visit):
    assert in_view(visit("#fig-talent").locator("figure"))
    page = visit("#note")
    assert shown_parts(page) == ["table"] and in_view(page.locator("#note"))
    for _ in range(2):  # the second time the address is there already
        page.get_by_role("tab", name="Chart").click()
        page.locator("#to-note").click()
        assert shown_parts(page) == ["table"] and in_view(page.locator("#note"))
    page = visit()
    page.evaluate("location.hash = 'note'")
    page.locator("#note:target").wait_for()
    assert in_view(page.locator("#note"))


def test_an_account_opens_on_hover_stays_and_closes(visit):
    page = visit()
    page.clock.install(time=0)
    page.clock.pause_at(1000)  # no timer runs out while a slow machine is busy
    first, second = page.locator(".cq-bound").all()[:2]
    account = page.locator(".cq-account")
    first.hover()
    page.clock.run_for(1000)
    assert "exactly 1,164" in account.inner_text()
    assert first.get_attribute("aria-expanded") == "true"
    page.mouse.move(1200, 5)
    account.hover()
    page.clock.run_for(1000)
    assert account.count() == 1, "the pointer may go into the account, by a gap"
    page.keyboard.press("Escape")
    assert account.count() == 0
    first.hover()
    page.clock.run_for(1000)
    second.hover()
    page.clock.run_for(1000)
    assert account.count() == 1 and "Enrolment" in account.inner_text()
    page.locator("#to-note").hover()
    page.clock.run_for(1000)
    assert account.count() == 0 and second.get_attribute("aria-expanded") == "false"
    second.click()
    page.wait_for_url("**/record.html#account-2")


def test_an_account_opens_on_focus_and_its_link_comes_next(visit):
    page = visit()
    account = page.locator(".cq-account")
    page.keyboard.press("Tab")
    page.locator(".cq-bound").first.focus()
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Open the record" and account.count() == 1
    page.keyboard.press("Escape")
    assert page.locator(":focus").inner_text() == "1,164" and account.count() == 0
    page.keyboard.press("Tab")
    assert "Enrolment" in account.inner_text()
    page.keyboard.press("Shift+Tab")
    assert "exactly 1,164" in account.inner_text() and account.count() == 1
    page.keyboard.press("Escape")
    page.locator(".cq-bound").nth(1).focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.locator(":focus").get_attribute("class") == "cq-scroll" and account.count() == 0
    page.locator(".cq-bound").first.focus()
    page.keyboard.press("Escape")
    # A touch that scrolls the page makes no click; the key after it follows the link all the same.
    page.locator(".cq-bound").first.dispatch_event("pointerdown", {"pointerType": "touch"})
    page.keyboard.press("Enter")
    page.wait_for_url("**/record.html#account-1")


def test_an_account_opens_on_tap_and_the_next_tap_follows(visit):
    page = visit(viewport=PHONE, has_touch=True)
    account = page.locator(".cq-account")
    first, second = page.locator(".cq-bound").all()[:2]
    first.tap()
    assert "exactly 1,164" in account.inner_text() and page.url.endswith("page.html")
    page.keyboard.press("Escape")
    assert account.count() == 0
    second.tap()
    page.touchscreen.tap(380, 5)
    assert account.count() == 0, "a tap elsewhere closes"
    second.tap()
    second.tap()
    page.wait_for_url("**/record.html#account-2")


@pytest.mark.parametrize("screen", [WIDE, PHONE, {"width": 320, "height": 300}])
def test_an_account_is_inside_the_screen(visit, screen):
    page = visit(viewport=screen, has_touch=True)
    for link in page.locator(".cq-bound").all():
        link.evaluate("link => link.scrollIntoView({ block: 'end' })")
        link.tap()
        box, line = page.locator(".cq-account").bounding_box(), link.bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= screen["width"]
        assert box["y"] >= 0 and box["y"] + box["height"] <= screen["height"]
        assert box["y"] >= line["y"] + line["height"] or box["y"] + box["height"] <= line["y"], "the number is seen"
        page.keyboard.press("Escape")


def titles(page):
    return page.locator(".cq-entry:visible p:first-of-type").all_inner_texts()


def test_the_catalogue_is_filtered_by_words_and_topic_and_the_address_says_so(visit, address):
    page = visit()
    topic, words = page.get_by_label("Topic"), page.get_by_label("Show only")
    options = topic.locator("option").all_inner_texts()
    assert options == ["all (4)", "Higher education (2)", "R&D (2)", "Schools (1)"]
    topic.select_option("R&D")
    assert titles(page) == ["Spending grows", "Laboratories grow"]
    words.fill("LABORATORIES gro")
    assert titles(page) == ["Laboratories grow"]
    assert page.locator(".cq-filter-field").get_by_role("status").inner_text() == "1 of 4"
    shared = page.url
    assert shared == address + "?q=LABORATORIES+gro&topic=R%26D"
    topic.select_option("Schools")
    assert titles(page) == [] and page.locator("section.cq-filter:visible").count() == 0
    topic.select_option("")
    words.fill("")
    assert len(titles(page)) == 4 and page.url == address
    assert titles(visit(shared.removeprefix(address))) == ["Laboratories grow"]


def test_a_topic_that_is_not_there_any_more_is_told(visit):
    page = visit("?topic=Sports")
    assert len(titles(page)) == 4 and page.get_by_label("Topic").locator("option:checked").inner_text() == "all (4)"
    assert page.locator(".cq-filter-field").inner_text().endswith('There is no topic "Sports": all are shown')


def test_claim_cards_are_filtered_by_verdict_and_words(visit, address):
    page = visit()
    page.goto(address.replace("page.html", "claims.html"))
    cards, verdict = page.locator(".cq-claim:visible"), page.get_by_label("Verdict")
    options = verdict.locator("option").all_inner_texts()
    assert options == ["all (11)", "mistranslated (2)", "definition differs (4)", "agrees (5)"]
    verdict.select_option("mistranslated")
    assert cards.count() == 2 and page.url.endswith("?verdict=mistranslated")
    page.get_by_label("Show only").fill("subject 1 教师")
    assert cards.count() == 1 and page.get_by_role("status").inner_text() == "1 of 11"
    verdict.select_option("")
    assert cards.count() == 2, "subjects one and ten"


def test_a_short_list_of_claim_cards_has_no_filter():
    assert "cq-filter" in claims() and "cq-filter" not in claims(agreeing=4)


def test_without_scripts_everything_is_there(visit):
    page = visit(java_script_enabled=False, color_scheme="dark")
    assert shown_parts(page) == list(PARTS)
    assert page.locator(".cq-part-title:visible").all_inner_texts() == TITLES
    assert page.locator(".cq-part :is(td, pre span):visible").all_text_contents() == ["Top <talent>", *["x"] * 50]
    assert page.locator(".cq-citation:visible").count() == 12
    assert "（2025）[引用日期]." in page.locator(".cq-citation-text", has_text="GB/T 7714-2025").first.inner_text()
    assert page.locator(".cq-entry:visible").count() == 4
    assert page.locator("figure img:visible").count() == 1, "one picture, not the light and the dark one"
    page.locator(".cq-bound").first.click()
    page.wait_for_url("**/record.html#account-1")


def test_paper_gets_the_light_chart_and_the_notes(visit):
    page = visit(color_scheme="dark")
    assert page.locator("figure img:visible").get_attribute("src") == "dark.svg"
    page.locator(".cq-bound").first.hover()
    page.locator(".cq-account").wait_for()
    page.get_by_role("tab", name="Table").click()
    page.emulate_media(media="print")
    assert shown_parts(page) == ["chart", "notes"]
    assert page.locator("figure img:visible").get_attribute("src") == "light.svg"
    assert page.locator(".cq-part-title:visible").count() == 0
    assert page.locator(".cq-all-code:visible").count() == 0
    assert page.locator(":is(button, select, input, .cq-account):visible").count() == 0
    assert page.locator(".cq-bound").first.evaluate("a => getComputedStyle(a).textDecorationLine") == "none"
    assert page.evaluate("getComputedStyle(document.querySelector('article p')).color") == "rgb(34, 40, 50)"


PALE = """() => {
    const parse = colour => colour.match(/[\\d.]+/g).map(Number)
    const linear = v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4
    const light = ([r, g, b]) => 0.2126 * linear(r / 255) + 0.7152 * linear(g / 255) + 0.0722 * linear(b / 255)
    const ground = element => {
        const own = parse(getComputedStyle(element).backgroundColor)
        return own[3] !== 0 ? own : ground(element.parentElement)
    }
    const ratio = element => {
        const two = [light(parse(getComputedStyle(element).color)), light(ground(element))]
        return (Math.max(...two) + 0.05) / (Math.min(...two) + 0.05)
    }
    const hasText = element => [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim())
    return [...document.querySelectorAll(
            ":is(.cq-unit, .cq-account, .cq-filter-field, .cq-catalogue, p) *:not(option, .headerlink)")]
        .filter(element => hasText(element) && element.checkVisibility() && ratio(element) < 4.5)
        .map(element => `${element.textContent}: ${ratio(element)}`) }"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_text_has_contrast(visit, scheme):
    """At least 4.5 to 1 against what is behind it, as WCAG 2 asks."""
    page = visit(color_scheme=scheme)
    for tab in page.get_by_role("tab").all():
        tab.click()
        assert page.evaluate(PALE) == []
    page.locator(".cq-bound").first.hover()
    page.locator(".cq-account").wait_for()
    assert page.evaluate(PALE) == []
    page.locator(".cq-account a").hover()
    assert page.evaluate(PALE) == []
