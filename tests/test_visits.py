"""What browser tests look with finds what is bad on a page, however it comes to be so."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.visits import serious

pytestmark = pytest.mark.browser

SOUND = """<!DOCTYPE html><html lang="en"><head><title>Sound</title><style>
body { background: #fff } @media (prefers-color-scheme: dark) { body { background: #000 } }
h1, section { color: #777 }</style></head><body><main><h1>Sound</h1>%s</main></body></html>"""
LINK = '<a href="#x" style="color: #779; text-decoration: none">and a link in it</a>'
BAD = {
    "aria-allowed-attr": '<p><i role="link" tabindex="0" aria-checked="true">x</i></p>',
    "aria-hidden-focus": '<p aria-hidden="true"><button>x</button></p>',
    "aria-required-children": '<div role="list"><p>x</p><a href="#x">x</a></div>',
    "aria-required-parent": '<div role="tab">x</div>',
    "aria-roles": '<p role="riddle">x</p>',
    "aria-valid-attr": '<p aria-labeled="x">x</p>',
    "aria-valid-attr-value": '<button aria-expanded="perhaps">x</button>',
    "button-name": "<button></button>",
    "frame-title": '<iframe srcdoc="<html lang=en><title>x</title>x"></iframe>',
    "image-alt": '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">',
    "label": "<input>",
    "link-in-text-block": f"<p>So much text is here, {LINK}, and on it goes</p>",
    "link-name": '<a href="#x"></a>',
    "list": "<ul><p>x</p></ul>",
    "listitem": "<li>x</li>",
    "nested-interactive": '<button>x <a href="#x">y</a></button>',
    "role-img-alt": '<p role="img">x</p>',
    "scrollable-region-focusable": f'<div style="height: 9px; overflow: auto">{"<p>x</p>" * 9}</div>',
    "select-name": "<select><option>x</option></select>",
    "svg-img-alt": '<svg role="img"><circle r="9" /></svg>',
    "tabindex": '<p tabindex="5">x</p>',
    "valid-lang": '<p lang="elvish">x</p>',
}


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    with browser.new_context() as context:
        yield context.new_page()


def test_each_kind_of_serious_fault_is_found_at_its_element(page: Page) -> None:
    page.set_content(SOUND % "".join(f"<section>{fault}</section>" for fault in BAD.values()))
    found = dict(serious(page))
    assert found.keys() >= BAD.keys()
    for rule, fault in BAD.items():
        assert found[rule][:3] in fault, (rule, found[rule])


def test_what_lacks_contrast_is_found_in_the_dark_and_in_the_light(page: Page) -> None:
    page.set_content(SOUND % '<p style="color: #111">in the dark</p><p style="color: #ddd">in the light</p>')
    for scheme in ("light", "dark", "light"):
        page.emulate_media(color_scheme=scheme)
        [(rule, element)] = serious(page)
        assert rule == "color-contrast"
        assert f"in the {scheme}" in element


def test_what_the_whole_page_lacks_is_found(page: Page) -> None:
    page.set_content("<!DOCTYPE html><html><body><p>x</p></body></html>")
    assert {"html-has-lang", "document-title"} == {rule for rule, _ in serious(page)}


def test_a_page_is_sound_with_lesser_faults(page: Page) -> None:
    page.set_content(SOUND % "<h4></h4><main><h1>Two</h1></main>")
    assert serious(page) == []
