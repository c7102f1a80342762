"""The applications as people use them: point at what is answered, type, press Play, read it in the dark."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.visits import serious, until

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]


def point_at(page: Page, word: str) -> None:
    """At a token; then it is told what each network made of it, which everybody can read."""
    page.locator(".token", has_text=word).first.hover()
    said = page.locator(".said")
    until(page, lambda: all(f"“{word}”" in one for one in said.all_inner_texts()), what="what is said of the token")
    page.keyboard.press("Tab")
    assert serious(page) == []


def test_pointing_at_a_base_tells_what_each_network_made_of_it(visit: Visit) -> None:
    point_at(visit("dna", dark=True), "TGG")


def test_the_shape_above_the_answers_walks_once_by_itself_follows_the_pointer_and_leads_to_the_five(
    visit: Visit,
) -> None:
    page = visit("entities?text=Yesterday,+Harry+Potter+met+Hermione+Granger.")
    lit = page.locator(".unrolled .step.lit")
    last = lit.locator("text").last
    seen = {until(page, last.text_content, what="a step")}
    until(page, lambda: seen.add(last.text_content() or "") or "ŷ⟨8⟩" in seen, what="the last step")
    assert len(seen) >= 3
    until(page, lambda: page.locator(".token.at").count() == 0, what="no outline in the end")
    expect(last).to_have_text("ŷ⟨8⟩")

    page.locator(".token", has_text="met").first.hover()
    until(page, lambda: lit.locator("text").all_text_contents() == ["a⟨5⟩", "met", "ŷ⟨5⟩"], what="the step of the word")
    assert page.locator(".unrolled .arrow.lit").count() == 4  # up to the state and out of it, and from both sides
    expect(page.locator(".unrolled .about")).to_contain_text("Tx = Ty = 8")
    point_at(page, "Granger")

    # Nothing walks where people asked for less motion.
    page.emulate_media(reduced_motion="reduce")
    field = page.get_by_role("textbox").first
    field.fill("Anna met Peter there yesterday.")
    field.press("Enter")
    expect(page.locator(".unrolled .about")).to_contain_text("Tx = Ty = 6")
    expect(page.locator(".unrolled .step.lit text").last).to_have_text("ŷ⟨6⟩", timeout=400)
    assert page.locator(".token.at").count() == 0

    page.get_by_role("link", name="This shape and the four others").click()
    brought = page.locator(".many-to-many.brought")
    expect(brought).to_be_in_viewport()
    assert "shape=many-to-many" in page.url


def test_what_is_wrong_is_counted_marked_and_said_in_words(visit: Visit) -> None:
    page = visit("entities?reading=forward&text=Teddy+bears+are+on+sale.", dark=True, width=390)
    gru = page.locator("section.column[data-cell=gru]").first
    expect(gru.locator(".mark")).to_have_text("✗ 1 of 6 wrong")
    expect(gru.locator(".token.wrong")).to_have_text(["Teddy"])
    assert "wavy" in gru.locator(".token.wrong").evaluate("token => getComputedStyle(token).textDecoration")
    expect(gru.locator(".spoken")).to_have_text("Wrong: Teddy")
    expect(gru.locator(".said")).to_contain_text(
        re.compile(r"“Teddy”: person \d+\s%. It used: itself 100\s%.*Right: nobody")
    )
    assert serious(page) == []
    page.locator(".st-key-entities_reading").get_by_text("Read in both directions").click()
    expect(gru.locator(".mark")).to_have_text("✓ none wrong")


def test_three_networks_learn_opinions_live_and_two_of_them_find_what_turns_them(visit: Visit) -> None:
    page = visit("sentiment?hidden_size=16&learning_rate=0.015&seed=2")  # 350 steps, where others need 550
    point_at(page, "nothing")
    page.get_by_role("button", name="▶ Play").click()

    def scores() -> list[int]:
        said = [
            re.search(r"(\d+)\s%\s*accuracy", one) for one in page.locator("section.column .numbers").all_inner_texts()
        ]
        return [int(found[1]) for found in said if found]

    until(page, lambda: "run=" in page.url, what="a run of one's own")
    until(page, lambda: len(scores()) == 3 and max(scores()) < 95, what="fresh networks")
    until(page, lambda: min(scores()[1:]) >= 95, within=120, what="95 % of GRU and LSTM")
    assert scores()[0] < 95
    page.get_by_role("button", name="❚❚ Pause").click()

    # What is typed is answered at once, in Ukrainian too, and the link keeps it.
    page.get_by_role("radio", name="УКР").click()
    verdict = page.locator(".verdict")
    expect(verdict).to_have_count(3)
    field = page.get_by_role("textbox").first
    field.fill("A wonderful film.")
    field.press("Enter")
    until(page, lambda: all("похвала" in one for one in verdict.all_inner_texts()), what="three verdicts")
    until(page, lambda: "text=A+wonderful+film." in page.url, what="a link with the question")


def test_frames_share_the_cursor_with_the_networks_those_that_come_late_too_and_a_posture_shows_the_verdict_after_it(
    visit: Visit,
) -> None:
    held: list[Route] = []
    page = visit("activity", width=390, routes={"**/browser/board.js": lambda route: held.append(route)})  # noqa: PLW0108 - marked
    strip = page.locator(".strip").first
    strip.locator("canvas").nth(5).hover()
    until(page, lambda: held, what="the script of the networks")
    expect(strip.locator("canvas.at")).to_have_count(1)
    expect(page.locator(".where")).to_have_count(0)
    held[0].continue_()
    expect(page.locator(".where").first).to_contain_text("step 6 of 24")
    assert page.locator(".unrolled .step.lit text").first.text_content() == "a⟨6⟩"
    assert serious(page) == []

    # A posture of a motion of people shows the verdict after it.
    strip, lstm = page.locator(".strip").last, page.locator("section.column[data-cell=lstm]").last
    expect(lstm.locator(".mark")).to_have_text("✓ right")
    strip.locator("canvas").nth(4).hover()
    expect(lstm.locator(".token.at")).to_contain_text("5")
    expect(lstm.locator(".said")).to_contain_text("up to “5”: ")
    lstm.locator(".token").nth(11).hover()
    expect(strip.locator("canvas").nth(11)).to_have_class("at")


def choose(page: Page, box: str, name: str) -> None:
    """Pick from a list. One that is opened while the page still runs is closed again."""
    option = page.get_by_role("option", name=name)
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    field = page.get_by_role("combobox", name=box)
    until(page, lambda: option.is_visible() or field.press("ArrowDown"), what="the open list")
    option.click()


def test_a_table_of_ones_own_is_learnt_live_asked_saved_loaded_again_and_another_column_of_another_one_is_learnt_anew(
    visit: Visit, tmp_path: Path
) -> None:
    page = visit("sentiment")
    page.locator("summary", has_text="Train on data of your own").click()
    rows = "".join(f"the cat {n} sleeps,cats\nthe dog {n} barks,dogs\n" for n in range(30))
    table = {"name": "pets.csv", "mimeType": "text/csv", "buffer": f"text,topic\n{rows}".encode()}
    page.locator("details input[type=file]").set_input_files([table])  # type: ignore[list-item]
    expect(page.get_by_text("cats 30 · dogs 30")).to_be_visible()
    assert "the+cat" not in page.url
    page.get_by_role("button", name="▶ Play").click()

    def scores() -> list[str]:
        return [one.split("right label")[0].split()[-2] for one in page.locator(".numbers").all_inner_texts()]

    until(page, lambda: scores() == ["100"] * 3, within=90, what="100 % of all three")
    asked = page.locator(".st-key-sentiment_learnt")
    from_above = """field => field.getBoundingClientRect().top + document.querySelector(".stMain").scrollTop"""
    place = asked.evaluate(from_above)
    asked.get_by_role("textbox").fill("a small cat sleeps")
    asked.get_by_role("button", name="Ask").click()
    verdicts = page.locator(".verdict:visible").filter(has_text="cats")
    until(page, lambda: verdicts.count() == 3, what="the verdicts of the networks that learn")
    expect(page.get_by_text(re.compile(r"Asked of the networks above, which learn “pets.csv”"))).to_be_visible()
    expect(page.get_by_text("each read as ⟨UNK⟩: a, small.")).to_be_visible()
    assert serious(page) == []
    assert asked.evaluate(from_above) == place  # though they learn on
    page.get_by_role("button", name="❚❚ Pause").click()
    save = page.get_by_role("button", name="Save the networks")
    save.wait_for()
    assert serious(page) == []
    reached = scores()[-1]  # they have learnt on since
    with page.expect_download() as saving:
        save.click()
    path = tmp_path / saving.value.suggested_filename
    saving.value.save_as(path)

    other = visit("own_text")
    other.get_by_role("tab", name="Saved networks").click()
    other.locator("input[type=file]").last.set_input_files(path)
    other.get_by_role("button", name="What does it feel? →").click()
    expect(other.get_by_text("pets.csv")).to_be_visible()
    until(other, lambda: reached in other.locator(".numbers").last.inner_text(), what=f"{reached} %, which was reached")

    # The columns of a table are chosen and learnt anew.
    page.set_viewport_size({"width": 390, "height": 1000})
    page.emulate_media(color_scheme="dark")
    pets = page.url
    rows = "".join(f"{n},the {kind} {n} was fine,{n % 2},{kind}\n" for n in range(30) for kind in ("film", "play"))
    table = {"name": "films.csv", "mimeType": "text/csv", "buffer": f"id,review,stars,<b>topic\n{rows}".encode()}
    page.locator("details input[type=file]").set_input_files([table])  # type: ignore[list-item]
    expect(page.get_by_text("labels from “stars”")).to_be_visible()
    first = until(page, lambda: "run=" in page.url and page.url != pets and page.url, what="a run")
    choose(page, "Column of labels", "<b>topic")
    expect(page.get_by_text("film 30 · play 30")).to_be_visible()
    until(page, lambda: page.url != first, what="another run")
    choose(page, "Column of labels", "id")
    expect(page.get_by_text("“id” holds 30")).to_be_visible()
    expect(page.get_by_text("film 30 · play 30")).to_be_visible()
    assert serious(page) == []
