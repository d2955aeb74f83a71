"""The gap report as a page in a browser without a network: what is seen, what works, what is printed."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from browser import Tab, browser
from city import make_city, write_city
from gap_shapes import SHAPES, hostile
from pxgov_check.documents import gap_html
from pxgov_check.policy.messages import Messages
from pxgov_check.policy.pack import Policy
from running import run

PHONE, DESK = 390, 1440
_TEXT = shutil.which("pdftotext") or "pdftotext"
A4 = (595, 842)
HARM = (
    "<script>document.title='x'</script>\"onload=alert(1) </style>{{7*7}} ]]> a\u202egnp.exe https://evil.example/x.png"
)

# Every word that stands on the page and is not seen. A dash says that there is nothing, and a phone leaves it out.
UNSEEN = """(() => {
  const lost = [];
  const walk = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const node = walk.currentNode, around = node.parentElement;
    if (["", "—"].includes(node.data.trim()) || around.closest("noscript, .tools, .folding, svg title")) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const box = range.getBoundingClientRect();
    if (!box.width || !box.height || !around.checkVisibility({ visibilityProperty: true })) lost.push(node.data.trim());
  }
  return lost.slice(0, 9);
})()"""

# Every text whose colour has less than 4.5 to 1 against what lies behind it.
PALE = """(() => {
  const rgb = (text) => text.match(/[\\d.]+/g).map(Number);
  const light = (c) => { const s = c / 255; return s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4; };
  const luminance = ([r, g, b]) => 0.2126 * light(r) + 0.7152 * light(g) + 0.0722 * light(b);
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const found = rgb(getComputedStyle(at).backgroundColor);
      if (found[3] === undefined || found[3] > 0.9) return found;
    }
    return [255, 255, 255];
  };
  const seen = new Map();
  document.querySelectorAll("body *:not(script, style, noscript, title)").forEach((element) => {
    if (![...element.childNodes].some((n) => n.nodeType === 3 && n.data.trim())) return;
    const style = getComputedStyle(element);
    const front = rgb(element.closest("svg") ? style.fill : style.color);
    const [a, b] = [luminance(front), luminance(behind(element))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) seen.set(`${element.tagName}.${element.className} ${ratio.toFixed(2)}`, element.textContent);
  });
  return [...seen.keys()].slice(0, 9);
})()"""


@pytest.fixture(scope="module")
def tab() -> Iterator[Tab]:
    with browser() as one:
        yield one


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("city")
    write_city(make_city(14, 2, 1), path)
    done = run(path, "gap", "forms", "--policy", "pack", "--year", "2025", "-o", "gap.html")
    assert (done.returncode, done.stderr) == (0, "")
    return path / "gap.html"


def assert_quiet(tab: Tab) -> None:
    """Nothing was asked of the network and nothing complained of."""
    assert [url for url in tab.requests() if not url.startswith(("file://", "about:"))] == []
    assert len(tab.requests()) <= 1
    assert tab.complaints() == []


def column(tab: Tab, table: str, at: int) -> list[str]:
    """Return a column of the rows that are seen, from top to bottom."""
    script = f"""[...document.querySelectorAll("#{table} tbody tr")].filter((row) => !row.hidden)
      .map((row) => row.cells[{at}].dataset.value ?? row.cells[{at}].textContent.trim())"""
    cells: list[str] = tab.run(script)
    return cells


def press_heading(tab: Tab, table: str, at: int) -> str | None:
    """Press the heading of a column and return how it then says that it is sorted."""
    tab.run(f'document.querySelectorAll("#{table} thead th")[{at}].querySelector("button").click()')
    said: str | None = tab.run(f'document.querySelectorAll("#{table} thead th")[{at}].getAttribute("aria-sort")')
    return said


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_a_city_opens_without_a_request_or_a_complaint(tab: Tab, page: Path, width: int) -> None:
    """On a phone and at a desk; nothing stands out to the side of the window."""
    tab.size(width, 900)
    tab.open(page)
    assert_quiet(tab)
    assert tab.run("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("width", [PHONE, DESK])
@pytest.mark.parametrize("name", SHAPES)
def test_every_shape_fits_the_window(
    tab: Tab, name: str, width: int, tmp_path: Path, policy: Policy, messages: Messages
) -> None:
    """Whatever there is to say, it is said without a complaint and within the window, folded or not."""
    path = tmp_path / "gap.html"
    path.write_text(gap_html.render(SHAPES[name](policy, messages), messages), "utf-8")
    tab.size(width, 900)
    tab.open(path)
    tab.run('document.querySelectorAll("[data-fold=open]").forEach((button) => button.click())')
    assert_quiet(tab)
    assert tab.run("document.documentElement.scrollWidth") == width
    assert tab.run(UNSEEN) == []


def test_what_units_write_runs_nothing_and_asks_for_nothing(
    tab: Tab, tmp_path: Path, policy: Policy, messages: Messages
) -> None:
    """Scripts, handlers, addresses and direction marks stay words, and fit the window however long they are."""
    path = tmp_path / "gap.html"
    path.write_text(gap_html.render(hostile(policy, messages, HARM + "长" * 900 + "w" * 400), messages), "utf-8")
    for width in (PHONE, DESK):
        tab.size(width, 900)
        tab.open(path)
        tab.run('document.querySelectorAll("[data-fold=open]").forEach((button) => button.click())')
        assert_quiet(tab)
        assert "萍乡市数字政府建设总体方案" in tab.run("document.title")
        assert HARM.partition("{{")[0].replace("\u202e", "·").strip() in tab.run(
            'document.getElementById("I03").textContent'
        )
        assert tab.run("document.documentElement.scrollWidth") == width


def test_the_page_itself_can_load_nothing(tab: Tab, page: Path) -> None:
    """Were anything slipped into it, the page's own rule stops it: no picture, no style, no script, no request."""
    tab.open(page)
    tab.run("""(() => {
      document.body.insertAdjacentHTML("beforeend",
        '<img src="https://evil.example/a.png" onerror="window.ran=1"><p style="color:red">x</p>');
      const script = document.createElement("script");
      script.textContent = "window.ran = 2";
      document.body.append(script);
    })()""")
    assert tab.run("fetch('https://evil.example/').then(() => 'sent', () => 'stopped')") == "stopped"
    assert tab.run("window.ran ?? 0") == 0
    assert tab.run("getComputedStyle(document.body.querySelector('p[style]')).color") != "rgb(255, 0, 0)"
    stopped = [told for told in tab.complaints() if "Content Security Policy" in told]
    assert len(stopped) >= 4


def test_a_heading_sorts_by_the_exact_figure(tab: Tab, page: Path) -> None:
    """Upwards, downwards, and back to the order of the report; what is empty stays last."""
    tab.size(DESK, 900)
    tab.open(page)
    first = column(tab, "indicator-table", 5)
    assert press_heading(tab, "indicator-table", 5) == "ascending"
    rising = [float(v) for v in column(tab, "indicator-table", 5) if v != "—"]
    assert rising == sorted(rising)
    assert press_heading(tab, "indicator-table", 5) == "descending"
    falling = column(tab, "indicator-table", 5)
    assert [float(v) for v in falling if v != "—"] == sorted(rising, reverse=True)
    assert falling[len(rising) :] == ["—"] * (len(falling) - len(rising))
    assert press_heading(tab, "indicator-table", 5) is None
    assert column(tab, "indicator-table", 5) == first
    press_heading(tab, "task-table", 3)
    dues = column(tab, "task-table", 3)
    dated = [due for due in dues if re.match(r"\d{4}-", due)]
    assert dated == sorted(dated)


def test_rows_are_chosen_by_words_and_by_a_list(tab: Tab, page: Path) -> None:
    """What is shown is counted, the two combine, and one button brings everything back."""
    tab.open(page)
    block = 'document.querySelector("[data-tools=step-table]")'
    every = column(tab, "step-table", 0)
    unit = every[-1]
    tab.run(f'{block}.querySelector("input").value = "{unit}"')
    tab.run(f'{block}.querySelector("input").dispatchEvent(new Event("input"))')
    assert column(tab, "step-table", 0) == [one for one in every if one == unit]
    tab.run(f'{block}.querySelector("select").value = "补齐差距"')
    tab.run(f'{block}.querySelector("select").dispatchEvent(new Event("change"))')
    left = column(tab, "step-table", 1)
    assert left == ["补齐差距"] * len(left)
    assert tab.run(f'{block}.querySelector("output").textContent') == f"显示 {len(left)} / {len(every)} 行"
    tab.run(f'{block}.querySelector("button").click()')
    assert column(tab, "step-table", 0) == every


def test_a_link_shows_its_row_though_folded_or_filtered(tab: Tab, page: Path) -> None:
    """From the heat table to the unit's own row, from a unit to its row among those filtered out."""
    tab.open(page)
    assert tab.run('document.querySelectorAll("details[open]").length') == 0
    to = tab.run('document.querySelector("#heat-table td a").hash.slice(1)')
    tab.run('document.querySelector("#heat-table td a").click()')
    tab.run("new Promise((done) => setTimeout(done, 100))")
    assert tab.run(f'document.getElementById("{to}").getBoundingClientRect().height') > 0
    place = f'document.getElementById("{to}").getBoundingClientRect().top'
    assert 0 <= tab.run(place) <= 900
    every = column(tab, "unit-table", 0)
    tab.run("""(() => { const find = document.querySelector("[data-tools=unit-table] input");
      find.value = "没有这个单位"; find.dispatchEvent(new Event("input")); })()""")
    assert column(tab, "unit-table", 0) == []
    tab.run('document.querySelector("#step-table th a").click()')
    tab.run("new Promise((done) => setTimeout(done, 100))")
    assert column(tab, "unit-table", 0) == every


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_without_scripts_everything_is_read(tab: Tab, page: Path, width: int) -> None:
    """Nothing is folded away, no row is left out, and there are no buttons that do nothing."""
    tab.size(width, 900)
    tab.scripts(on=False)
    try:
        tab.open(page)
    finally:
        tab.scripts(on=True)
    assert tab.run('document.querySelectorAll("details:not([open])").length') == 0
    assert tab.run('[...document.querySelectorAll("button, input")].filter((b) => b.checkVisibility()).length') == 0
    assert tab.run(UNSEEN) == []
    assert "没有启用脚本" in tab.run("document.querySelector('noscript').textContent")


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_every_word_stands_out_from_its_ground(tab: Tab, page: Path, width: int) -> None:
    """At least 4.5 to 1, as WCAG asks for text."""
    tab.size(width, 900)
    tab.open(page)
    tab.run('document.querySelectorAll("[data-fold=open]").forEach((button) => button.click())')
    assert tab.run(PALE) == []


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_tables_and_charts_are_told_to_who_does_not_see_them(tab: Tab, page: Path, width: int) -> None:
    """Every table has a name, headed columns and rows, on a phone too; every chart says in words what it shows."""
    tab.size(width, 900)
    tab.open(page)
    nodes = [node for node in tab.tree() if not node.get("ignored")]
    roles = [node["role"]["value"] for node in nodes]
    tables = tab.run('[...document.querySelectorAll("table")].filter((t) => t.checkVisibility()).length')
    named = [n for n in nodes if n["role"]["value"] == "table" and n.get("name", {}).get("value")]
    assert len(named) == tables
    assert roles.count("columnheader") > tables
    rows = tab.run('[...document.querySelectorAll("tbody tr")].filter((t) => t.checkVisibility()).length')
    assert roles.count("rowheader") == rows
    assert (
        tab.run("""[...document.querySelectorAll("svg")].filter((chart) =>
      !chart.getAttribute("aria-label") && chart.getAttribute("aria-hidden") !== "true").length""")
        == 0
    )
    assert tab.run('document.querySelectorAll("main, nav, header, h1").length') == 4


def words_on_paper(path: Path) -> tuple[set[tuple[int, int]], str, list[tuple[float, float]]]:
    """Return the sizes of the pages in points, all words of a PDF, and where each begins and ends across."""
    done = subprocess.run([_TEXT, "-bbox", str(path), "-"], capture_output=True, text=True, check=True)
    sizes = {
        (round(float(w)), round(float(h)))
        for w, h in re.findall(r'<page width="([\d.]+)" height="([\d.]+)"', done.stdout)
    }
    words = re.findall(r'<word xMin="([\d.-]+)" yMin="[\d.-]+" xMax="([\d.-]+)"[^>]*>([^<]*)<', done.stdout)
    return sizes, "".join(word for *_, word in words), [(float(left), float(right)) for left, right, _ in words]


def test_on_paper_it_is_a4_and_nothing_is_cut_off(tab: Tab, page: Path, tmp_path: Path) -> None:
    """Every unit, indicator, task and clause is on paper, between the margins; the tools of the screen are not."""
    tab.size(DESK, 900)
    tab.open(page)
    path = tmp_path / "gap.pdf"
    path.write_bytes(tab.paper())
    sizes, text, places = words_on_paper(path)
    assert sizes == {A4}
    margin = 12 / 25.4 * 72
    assert min(left for left, _ in places) >= margin - 1
    assert max(right for _, right in places) <= A4[0] - margin + 1
    for name in ("unit-table", "task-table", "indicator-table", "clause-table"):
        for row in column(tab, name, 0) if name == "unit-table" else tab.run(_FIRST_WORDS.replace("NAME", name)):
            assert "".join(row.split()) in text, row
    assert "查找" not in text
    assert "清除筛选" not in text
    assert "指标填报!H" in text
    assert tab.run('document.querySelectorAll("details[open]").length') == 0


# The first two characters of each name; a longer one may break across lines.
_FIRST_WORDS = '[...document.querySelectorAll("#NAME tbody th")].map((head) => head.innerText.trim().slice(0, 2))'


def test_on_paper_what_units_write_is_cut_off_nowhere(
    tab: Tab, tmp_path: Path, policy: Policy, messages: Messages
) -> None:
    """A word without a blank in it breaks at the edge of its cell."""
    path, paper = tmp_path / "gap.html", tmp_path / "gap.pdf"
    path.write_text(gap_html.render(hostile(policy, messages, "w" * 300 + "长" * 300), messages), "utf-8")
    tab.size(DESK, 900)
    tab.open(path)
    tab.run('document.querySelectorAll("[data-fold=open]").forEach((button) => button.click())')
    paper.write_bytes(tab.paper())
    sizes, _, places = words_on_paper(paper)
    assert sizes == {A4}
    assert max(right for _, right in places) <= A4[0] - 12 / 25.4 * 72 + 1
