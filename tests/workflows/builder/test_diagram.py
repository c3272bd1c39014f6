"""The picture of a process: of any draft, escaped, in the citizen's words, mirrored for right-to-left."""

import re
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from tests.workflows.builder.steps import applicant, branch, decision, end, message, node, route, staff, step
from tests.workflows.builder.strategies import sound_specs
from workflows.builder.diagram import diagram_svg
from workflows.builder.spec_building import build_spec
from workflows.steps.registry import Shape

SVG = "{http://www.w3.org/2000/svg}"


def drawn(*steps, language="en", **marks):
    with translation.override(language):
        return diagram_svg(build_spec("P", list(steps)), **marks)


def parsed(svg):
    return ElementTree.fromstring(svg.strip())  # noqa: S314 - our own


def cells(svg):
    """Title of each drawn step: (its classes, x, y)."""
    found = {}
    for group in parsed(svg).iter(f"{SVG}g"):
        x, y = re.fullmatch(r"translate\(([-\d.]+),([-\d.]+)\)", group.get("transform")).groups()
        found[group.find(f"{SVG}title").text] = (set(group.get("class").split()), float(x), float(y))
    return found


def ways(svg):
    return [path.get("d") for path in parsed(svg).iter(f"{SVG}path") if path.get("class") == "miz-diagram-way"]


def labels(svg):
    return [text.text for text in parsed(svg).iter(f"{SVG}text") if text.get("class") == "miz-diagram-label"]


def test_no_steps_no_picture():
    assert str(drawn()) == "" or len(cells(drawn())) <= 1


def test_one_step():
    assert set(cells(drawn(end("z")))) == {"…", "z"}
    assert len(ways(drawn(end("z")))) == 1


def test_steps_and_ways_with_their_labels():
    svg = drawn(staff("a", 1, decision("accept", "z"), decision("return", "b")), applicant("b", "a"), end("z"))
    assert set(cells(svg)) == {"…", "a", "b", "z"}
    assert len(ways(svg)) == 4
    assert sorted(labels(svg)) == ["accept", "return"]


def test_two_ways_to_one_step_are_one_arrow_with_both_labels():
    svg = drawn(staff("a", 1, decision("yes", "z"), decision("no", "z")), end("z"))
    assert labels(svg) == ["yes / no"]
    assert len(ways(svg)) == 2


@pytest.mark.parametrize(
    "steps",
    [
        [message("a", "a")],
        [message("a", "b"), message("b", "a")],
        [message("a", "gone")],
        [staff("a", 1, decision("x", "gone")), route("b", branch("gone"), default="gone"), end("z")],
        [route("a", branch("a"), default="b"), route("b", branch("a"), default="b")],
        [end("x"), end("y"), end("z")],
        [step("staff_task", "a"), step("route", "b"), step("message", "c"), step("applicant_task", "d")],
        [message(f"m{n:02}") for n in range(40)],
        [staff("a", None, *[decision(f"d{n:02}", f"m{n:02}") for n in range(12)]),
         *[message(f"m{n:02}", "a") for n in range(12)]],
    ],
)  # fmt: skip
@pytest.mark.parametrize("public", [False, True])
def test_a_draft_in_any_state_is_drawn(steps, public):
    svg = drawn(*steps, public=public)
    if not public:
        assert {one["value"]["title"] for one in steps} <= set(cells(svg))


@given(st.data(), st.booleans())
def test_random_processes_are_drawn_with_whatever_step_removed(data, public):
    spec = data.draw(sound_specs(1))
    if len(spec["nodes"]) > 2 and data.draw(st.booleans()):
        del spec["nodes"][data.draw(st.integers(1, len(spec["nodes"]) - 1))]
    svg = diagram_svg(spec, public=public)
    shown = [one for one in spec["nodes"] if not (public and one.get("hidden"))]
    assert len(list(parsed(svg).iter(f"{SVG}g"))) == len(shown)


def test_titles_and_labels_are_escaped():
    evil = '</title><script>alert("1")</script>&'
    svg = drawn(staff("a", 1, decision("x", label=evil), title=evil), end("z"))
    assert "<script" not in svg
    assert evil in cells(svg)
    assert labels(svg) == [evil]


def test_nothing_that_the_content_security_policy_forbids():
    svg = drawn(staff("a", 1), end("z"))
    assert "style=" not in svg
    assert "<style" not in svg


def test_long_titles_are_broken_and_cut():
    title = "word " * 60
    svg = drawn(staff("a", 1, title=title), end("z"))
    lines = [text.text for text in parsed(svg).iter(f"{SVG}text") if text.get("dominant-baseline")]
    assert len(lines) == 3
    assert lines[-1].endswith("…")


def test_what_is_done_current_and_wrong_is_marked():
    svg = drawn(
        staff("a", 1), staff("b", 1), staff("c", 1), end("z"), done=[node("a")], current=[node("b")],
        problems=[node("c")],
    )  # fmt: skip
    found = cells(svg)
    assert "is-done" in found["a"][0]
    assert "is-current" in found["b"][0]
    assert "is-problem" in found["c"][0]
    assert not {"is-done", "is-current", "is-problem"} & found["z"][0]


def test_citizens_see_their_words_and_no_hidden_step():
    svg = drawn(
        staff("a", 1, decision("secret decision"), title="Inner", public_title="Your papers"),
        staff("b", 1, decision("x"), title="Secret", hidden=True),
        message("c"),
        staff("d", 1, decision("y"), title="Signing"),
        end("z"),
        public=True,
    )
    assert set(cells(svg)) == {"…", "Your papers", "Signing", "z"}
    assert len(ways(svg)) == 3  # start → papers → signing → end, through the hidden ones
    assert "secret decision" not in svg
    assert "Secret" not in svg
    assert "Inner" not in svg


def test_hidden_circles_are_passed_through():
    svg = drawn(
        staff("a", 1, decision("on", "b")),
        route("b", branch("c"), default="z"),
        message("c", "b"),
        end("z"),
        public=True,
    )
    assert set(cells(svg)) == {"…", "a", "z"}
    assert len(ways(svg)) == 2


def test_right_to_left_is_the_mirror():
    steps = [staff("a", 1, decision("on"), decision("back", "z")), staff("b", 1), end("z")]
    english, persian = drawn(*steps), drawn(*steps, language="fa")
    width = int(parsed(english).get("width"))
    assert parsed(persian).get("width") == str(width)
    sizes = {"is-box": 160, "is-thick-circle": 56, "is-small-circle": 40}
    ltr, rtl = cells(english), cells(persian)
    for title, (classes, x, y) in ltr.items():
        wide = next(size for name, size in sizes.items() if name in classes)
        assert rtl[title][1] == pytest.approx(width - x - wide, abs=1)
        assert rtl[title][2] == y
    assert ltr["a"][1] < ltr["b"][1]
    assert rtl["a"][1] > rtl["b"][1]
    assert not re.search("[۰-۹]", str(persian).split("<title>")[0])


def test_the_style_sheet_styles_shapes_and_names_no_kind():
    css = (settings.BASE_DIR / "static" / "css" / "process.css").read_text()
    styled = set(re.findall(r"miz-diagram-step\.is-([\w-]+)", css)) - {"done", "current", "problem"}
    assert styled
    assert styled <= {shape.value[0] for shape in Shape}


def test_every_label_has_ground_behind_it():
    svg = drawn(staff("a", 1, decision("accept", "z"), decision("return", "b")), applicant("b", "a"), end("z"))
    drawing = list(parsed(svg).iter())
    texts = [one for one in drawing if one.get("class") == "miz-diagram-label"]
    grounds = [one for one in drawing if one.get("class") == "miz-diagram-ground"]
    assert texts
    assert len(texts) == len(grounds)
    for text, ground in zip(texts, grounds, strict=True):
        assert drawing.index(ground) < drawing.index(text)  # painted first, so behind
        left, width = float(ground.get("x")), float(ground.get("width"))
        assert left < float(text.get("x")) < left + width
        top = float(ground.get("y"))
        assert top < float(text.get("y")) < top + float(ground.get("height"))
