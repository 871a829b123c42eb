"""The site as people use it, in a real Chromium: from a folder, under any path, on a phone, by keyboard, at night."""

from __future__ import annotations

import functools
import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from shutil import which
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

CHROMIUM = which("chromium") or which("chromium-browser") or which("google-chrome")
AXE = os.environ.get("PGWORKBENCH_AXE")  # the path of axe.min.js
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
PHONE = {"width": 360, "height": 740}
PAGES = (
    "index.html", "domains/sales.html", "tables/orders.html", "tables/customers.html", "queries.html",
    "queries/orders_of_customer.html", "types.html", "functions.html", "roles.html", "review.html", "rules.html",
    "rules/no-primary-key.html", "benchmarks.html", "runs/indexes.html", "notebooks.html",
)  # fmt: skip

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here")]


@dataclass
class Visit:
    """A page that is being looked at, and everything that went wrong or went out meanwhile."""

    page: Page
    folder: Path
    wrong: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def to(self, address: str) -> Page:
        self.page.goto(f"{self.folder.as_uri()}/{address}")
        return self.page


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=list(FLAGS))
        yield launched
        launched.close()


def visited(browser: Browser, folder: Path, **options: Any) -> Visit:
    page = browser.new_context(**options).new_page()
    page.set_default_timeout(10_000)
    visit = Visit(page, folder)
    page.on("console", lambda message: visit.wrong.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: visit.wrong.append(str(error)))
    page.on("requestfailed", lambda request: visit.wrong.append(request.url))
    page.on("request", lambda request: visit.asked.append(request.url))
    return visit


@pytest.fixture
def visit(browser: Browser, built: Path) -> Iterator[Visit]:
    """A wide page on the site in its folder; afterwards nothing may have gone wrong or out."""
    made = visited(browser, built, viewport={"width": 1280, "height": 900}, color_scheme="light")
    yield made
    made.page.context.close()
    assert made.wrong == []
    assert [url for url in made.asked if not url.startswith((built.as_uri(), "data:"))] == []


def view_box(page: Page) -> list[float]:
    return [float(number) for number in (page.locator(".stage svg").get_attribute("viewBox") or "").split()]


def middle(locator: Locator) -> tuple[float, float]:
    box = locator.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def background(page: Page) -> str:
    return str(page.evaluate("getComputedStyle(document.body).backgroundColor"))


def test_search_finds_by_name_and_by_comment_with_the_keyboard_alone(visit: Visit) -> None:
    page = visit.to("tables/customers.html")
    page.keyboard.press("/")
    page.keyboard.type("where letters")
    options = page.get_by_role("option")
    expect(options).to_have_count(1)
    expect(page.get_by_role("status")).to_have_text("1 found")
    page.keyboard.press("Enter")
    page.wait_for_url("**/tables/customers.html#column.email")
    page.keyboard.press("/")
    page.keyboard.type("orders")
    expect(options.first).to_contain_text("orders")
    expect(options.first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_url("**/tables/orders.html")


def test_search_says_when_nothing_is_found_and_closes(visit: Visit) -> None:
    page = visit.to("index.html")
    page.get_by_role("combobox").fill("<b>no such thing</b>")
    expect(page.get_by_role("status")).to_have_text("Nothing found")
    expect(page.get_by_role("listbox")).to_contain_text("<b>no such thing</b>")
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()


def test_a_hostile_name_is_found_and_leads_to_its_page(visit: Visit) -> None:
    page = visit.to("index.html")
    page.get_by_role("combobox").fill("{{ 7*7 }}")
    page.get_by_role("option").first.click()
    page.wait_for_url("**/*.html*")
    expect(page.get_by_role("heading", level=1)).to_contain_text("{{ 7*7 }}")


def test_the_overview_zooms_pans_and_fits(visit: Visit) -> None:
    page = visit.to("index.html")
    stage = page.locator(".stage")
    whole = view_box(page)
    page.get_by_role("button", name="Zoom in").click()
    closer = view_box(page)
    assert closer[2] == pytest.approx(whole[2] / 1.4, rel=0.01)
    x, y = middle(stage)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 40, y - 30, steps=4)
    page.mouse.up()
    moved = view_box(page)
    assert moved[0] > closer[0]
    assert moved[1] > closer[1]
    page.keyboard.down("Control")
    page.mouse.wheel(0, -300)
    page.keyboard.up("Control")
    page.wait_for_function("width => document.querySelector('.stage svg').viewBox.baseVal.width < width", arg=moved[2])
    page.get_by_role("button", name="Fit").click()
    assert view_box(page) == pytest.approx(whole, abs=0.01)
    stage.focus()
    page.keyboard.press("+")
    page.keyboard.press("ArrowRight")
    assert view_box(page)[0] > whole[0]
    page.keyboard.press("0")
    assert view_box(page) == pytest.approx(whole, abs=0.01)


def test_a_plain_wheel_scrolls_the_page_and_not_the_diagram(visit: Visit) -> None:
    page = visit.to("index.html")
    whole = view_box(page)
    page.mouse.move(*middle(page.locator(".stage")))
    page.mouse.wheel(0, 400)
    page.wait_for_function("scrollY > 0")
    assert view_box(page) == whole


def test_a_click_leads_to_a_table_and_a_drag_does_not(visit: Visit) -> None:
    page = visit.to("index.html")
    link = page.locator('.stage a[href$="tables/orders.html"]')
    x, y = middle(link)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y + 10, steps=4)
    page.mouse.up()
    assert page.url.endswith("index.html")
    page.get_by_role("button", name="Fit").click()
    link.click()
    page.wait_for_url("**/tables/orders.html")
    expect(page.get_by_role("heading", level=1)).to_have_text("orders")


def test_the_keyboard_follows_links_in_a_diagram(visit: Visit) -> None:
    page = visit.to("index.html")
    page.locator('.stage a[href$="tables/customers.html"]').focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/tables/customers.html")
    expect(page.get_by_role("heading", level=1)).to_have_text("customers")


def test_a_diagram_fills_the_window_and_gives_it_back(visit: Visit) -> None:
    page = visit.to("tables/orders.html")
    page.get_by_role("button", name="Full").click()
    box = page.locator(".viewer").bounding_box()
    assert box is not None
    assert (box["width"], box["height"]) == (1280, 900)
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Full")).to_have_attribute("aria-pressed", "false")


def test_dark_follows_the_system_until_somebody_chooses(browser: Browser, built: Path) -> None:
    visit = visited(browser, built, color_scheme="dark")
    page = visit.to("index.html")
    button = page.get_by_role("button", name="Dark")
    dark = background(page)
    canvas = "getComputedStyle(document.querySelector('.stage polygon')).fill"
    assert dark == "rgb(13, 17, 23)"
    assert page.evaluate(canvas) == dark, "a diagram stands on the page's own colour"
    expect(button).to_have_attribute("aria-pressed", "true")
    button.click()
    assert (background(page), page.evaluate(canvas)) == ("rgb(255, 255, 255)", "rgb(255, 255, 255)")
    visit.to("tables/orders.html")
    assert background(page) == "rgb(255, 255, 255)", "the choice holds on every page"
    assert visit.wrong == []
    page.context.close()


def test_a_phone_never_scrolls_sideways(browser: Browser, built: Path) -> None:
    visit = visited(browser, built, viewport=PHONE, has_touch=True, is_mobile=True)
    every = [path.relative_to(built).as_posix() for path in sorted(built.rglob("*.html"))]
    for address in every:
        page = visit.to(address)
        width, shown = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        assert width <= shown, f"{address} is {width} pixels wide"
    assert visit.wrong == []
    visit.page.context.close()


def test_a_phone_has_the_menu_behind_a_button(browser: Browser, built: Path) -> None:
    visit = visited(browser, built, viewport=PHONE, has_touch=True, is_mobile=True)
    page = visit.to("index.html")
    menu = page.get_by_role("navigation", name="Contents")
    expect(menu).to_be_hidden()
    page.get_by_role("button", name="Menu").tap()
    menu.get_by_role("link", name="Roles and grants").tap()
    page.wait_for_url("**/roles.html")
    expect(page.get_by_role("heading", level=1)).to_have_text("Roles and grants")
    visit.page.context.close()


def test_two_fingers_zoom_a_diagram(browser: Browser, built: Path) -> None:
    visit = visited(browser, built, viewport=PHONE, has_touch=True, is_mobile=True)
    page = visit.to("index.html")
    page.locator(".stage").scroll_into_view_if_needed()
    x, y = middle(page.locator(".stage svg"))
    whole = view_box(page)
    touch = page.context.new_cdp_session(page)
    for apart, kind in ((20, "touchStart"), (60, "touchMove"), (90, "touchMove")):
        points = [{"x": x + sign * apart, "y": y, "id": index} for index, sign in enumerate((-1, 1))]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    assert view_box(page)[2] < whole[2] * 0.7
    visit.page.context.close()


def test_the_first_tab_offers_to_skip_to_the_content(visit: Visit) -> None:
    page = visit.to("tables/orders.html")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()


def test_without_scripts_every_page_can_be_read_and_followed(browser: Browser, built: Path) -> None:
    visit = visited(browser, built, viewport=PHONE, java_script_enabled=False)
    page = visit.to("index.html")
    expect(page.get_by_role("navigation", name="Contents")).to_be_visible()
    expect(page.get_by_role("combobox")).to_be_hidden()
    page.get_by_role("main").get_by_role("link", name="customers").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("customers")
    page.context.close()


def test_it_works_under_any_path_of_a_server(browser: Browser, built: Path) -> None:
    handler = functools.partial(_Quiet, directory=str(built.parent))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    visit = visited(browser, built)
    try:
        base = f"http://127.0.0.1:{server.server_port}/"
        visit.page.goto(f"{base}{built.name}/domains/sales.html")
        visit.page.get_by_role("combobox").fill("customers")
        visit.page.get_by_role("option").first.click()
        visit.page.wait_for_url("**/tables/customers.html")
        assert visit.wrong == []
        assert all(url.startswith((base, "data:")) for url in visit.asked)
    finally:
        visit.page.context.close()
        server.shutdown()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


def test_paper_gets_everything_that_is_folded_away_and_no_menus(visit: Visit) -> None:
    page = visit.to("tables/orders.html")
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(page.get_by_role("navigation", name="Contents")).to_be_hidden()
    expect(page.get_by_text("COMMENT ON …;")).to_be_visible()
    assert len(page.pdf()) > 10_000


@pytest.mark.skipif(AXE is None, reason="PGWORKBENCH_AXE names no axe.min.js")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_has_nothing_to_say(browser: Browser, built: Path, scheme: str) -> None:
    visit = visited(browser, built, color_scheme=scheme, viewport={"width": 1280, "height": 900})
    said: list[str] = []
    for address in PAGES:
        page = visit.to(address)
        page.add_script_tag(path=AXE)
        found = page.evaluate("axe.run()")
        said += [f"{address}: {each['id']}: {each['nodes'][0]['html'][:160]}" for each in found["violations"]]
    visit.page.context.close()
    assert said == []
