"""Tracking codes: every single slip and every swap is caught, and what people type is understood."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from persian.digits import to_persian
from workflows import tracking_codes
from workflows.tracking_codes import ALPHABET, LENGTH, display, fold, is_valid, new_code

codes = st.builds(new_code)
positions = st.integers(0, LENGTH - 1)


@given(codes)
def test_new_codes_are_valid_and_of_the_alphabet(code):
    assert len(code) == LENGTH
    assert set(code) <= set(ALPHABET)
    assert is_valid(code)


@given(codes, positions, st.sampled_from(ALPHABET))
def test_any_one_wrong_character_is_noticed(code, position, other):
    wrong = code[:position] + other + code[position + 1 :]
    assert is_valid(wrong) == (wrong == code)


@given(codes, positions, positions)
def test_any_two_characters_changed_for_one_another_are_noticed(code, one, two):
    characters = list(code)
    characters[one], characters[two] = characters[two], characters[one]
    wrong = "".join(characters)
    assert is_valid(wrong) == (wrong == code)


@given(codes)
def test_what_is_shown_folds_back(code):
    assert fold(display(code)) == code
    assert fold(display(code).lower()) == code
    assert fold(to_persian(f"  {display(code)} \u200f")) == code


@given(codes)
def test_look_alikes_are_folded(code):
    typed = code.replace("0", "O").replace("1", "l")
    assert fold(typed) == code


@given(st.text(max_size=40))
def test_folding_is_stable_and_never_fails(text):
    folded = fold(text)
    assert fold(folded) == folded
    assert is_valid(folded) in (True, False)


def test_display_groups():
    assert display("7K3M9QZ2W4T") == "7K3-M9QZ-2W4T"


@pytest.mark.parametrize("code", ["", "7K3M", "U" * 11, "۷" * 11, "0" * 10 + "-"])
def test_what_is_no_code_is_refused(code):
    assert not is_valid(code)


def test_codes_do_not_repeat():
    assert len({new_code() for _ in range(5000)}) == 5000


def test_every_check_character_occurs():
    assert {new_code()[-1] for _ in range(5000)} == set(tracking_codes.ALPHABET)
