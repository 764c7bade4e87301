"""Looking itself: what is wrong with a page is found, in either layout."""

from playwright.sync_api import Browser

from tests.looks import findings, sideways

RULES = ("wcag2a", "wcag2aa", "best-practice")
PAGE = """<!doctype html><html lang="id"><title>Halaman</title><style>body{color:#111;background:#fff}</style>
<main><h1>Halaman</h1>%s</main></html>"""


def test_axe_names_each_element_that_breaks_a_rule(chromium: Browser):
    page = chromium.new_page()
    page.set_content(PAGE % "<p>Baik.</p>")
    assert findings(page, RULES) == []
    page.set_content(PAGE % '<img src="data:,"><p style="color:#999">Pucat</p><p style="color:#aaa">Lebih pucat</p>')
    found = findings(page, RULES)
    page.close()
    assert [one.partition(":")[0] for one in found] == ["color-contrast", "color-contrast", "image-alt"]
    assert "Lebih pucat" in found[1]


def test_a_page_that_scrolls_sideways_is_named(chromium: Browser):
    page = chromium.new_page(viewport={"width": 320, "height": 800})
    page.set_content(PAGE % "<p>Baik.</p>")
    assert sideways(page, 320) == []
    page.set_content(PAGE % '<div style="width:400px">Lebar</div>')
    assert sideways(page, 320) != []
    page.close()
