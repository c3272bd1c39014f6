"""Digits of three sets, numbers as people type them, and one spelling for storage and for search."""

from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import example, given
from hypothesis import strategies as st

from persian import digits, text
from persian.quantities import format_money, format_number, format_size

persian_texts = st.text(
    st.one_of(st.characters(codec="utf-8"), st.sampled_from("يىیكکةۀأإآٱئؤ۰۱۲٠١٢\u200c\u200e\u202b\u0640\u064e\u0651 "))
)


class TestDigits:
    def test_both_foreign_sets_become_ascii(self):
        assert digits.to_ascii("۰۱۲۳۴۵۶۷۸۹ ٠١٢٣٤٥٦٧٨٩ 0123456789") == "0123456789 0123456789 0123456789"

    def test_both_other_sets_become_persian(self):
        assert digits.to_persian("10 ١٠ ۱۰ km") == "۱۰ ۱۰ ۱۰ km"

    @given(st.text())
    def test_there_and_back(self, value):
        assert digits.to_ascii(digits.to_persian(value)) == digits.to_ascii(value)

    @given(st.integers(min_value=-(10**18), max_value=10**18))
    def test_a_number_shown_in_persian_is_read_back(self, number):
        with translation.override("fa"):
            assert int(digits.number_text(format_number(number))) == number

    @given(st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**12), max_value=10**12))
    def test_a_decimal_shown_in_persian_is_read_back(self, number):
        with translation.override("fa"):
            assert Decimal(digits.number_text(format_number(number))) == number

    @pytest.mark.parametrize(
        ("typed", "read"),
        [
            ("۱۲٬۳۴۵٫۶", "12345.6"),
            ("12,345.6", "12345.6"),
            ("١٢٣", "123"),
            ("۱،۰۰۰", "1000"),
            ("−۵", "-5"),
            ("\u200e-۵", "-5"),
            (" ۷ ", "7"),
            (".۵", ".5"),
        ],
    )
    def test_numbers_as_people_type_them(self, typed, read):
        assert digits.number_text(typed) == read

    @pytest.mark.parametrize("typed", ["1,5", "1,23,456", "۱٫۲٫۳", "دو", "1 2"])
    def test_what_is_no_number_is_left_to_be_refused(self, typed):
        with pytest.raises((ValueError, ArithmeticError)):
            Decimal(digits.number_text(typed))


class TestQuantities:
    def test_persian_separators_and_unit(self):
        with translation.override("fa"):
            assert format_number(1234567) == "۱٬۲۳۴٬۵۶۷"
            assert format_number("1234.50") == "۱٬۲۳۴٫۵۰"
            assert format_money(1200000).startswith("۱٬۲۰۰٬۰۰۰")
            assert format_number(0) == "۰"

    def test_english_separators(self):
        with translation.override("en"):
            assert format_number(1234567) == "1,234,567"
            assert format_number(-1234) == "-1,234"
            assert format_money(1000) == "1,000 rials"

    def test_nothing_is_nothing(self):
        assert format_number(None) == format_number("") == format_money(None) == format_size(None) == ""

    def test_a_text_that_is_no_number_stays_readable(self):
        with translation.override("fa"):
            assert format_number("توافقی 2") == "توافقی ۲"

    @pytest.mark.parametrize(
        ("size", "shown"), [(0, "0 bytes"), (1023, "1,023 bytes"), (1536, "1.5 KB"), (11 << 20, "11 MB")]
    )
    def test_sizes(self, size, shown):
        with translation.override("en"):
            assert format_size(size) == shown


class TestFold:
    def test_arabic_letters_and_digits(self):
        assert text.fold("علي كريمى ٤٥ ۶") == "علی کریمی 45 6"

    def test_what_means_something_stays(self):
        value = "می‌شود\nخانهٔ مُحکم"
        assert text.fold(value) == value

    def test_marks_of_direction_and_outer_spaces_go(self):
        assert text.fold(" \u200f\u202bسلام\u202c\u2067 دنیا\u2069\ufeff\u200c ") == "سلام دنیا"

    def test_nul_goes_as_postgresql_refuses_it(self):
        assert text.fold("a\x00b") == "ab"

    @given(persian_texts)
    def test_folding_twice_changes_nothing(self, value):
        assert text.fold(text.fold(value)) == text.fold(value)


class TestSearchKey:
    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("می‌شود", "ميشود"),
            ("کتاب‌خانه", "كتابخانه"),
            ("مُحَمَّد", "محمد"),
            ("آموزش", "اموزش"),
            ("أحمد", "احمد"),
            ("زکاة", "زکاه"),
            ("مسئول", "مسیول"),
            ("عـــلی", "علی"),
            ("پلاک ۱۲", "پلاك   12"),
            ("ﻻله", "لاله"),
            ("PDF", "pdf"),
            ("خانهٔ", "خانه"),
        ],
    )
    def test_spellings_of_one_word_meet(self, one, other):
        assert text.search_key(one) == text.search_key(other)

    @given(persian_texts)
    @example("ͅ")
    @example("İ")
    def test_a_key_is_its_own_key(self, value):
        assert text.search_key(text.search_key(value)) == text.search_key(value)

    @given(persian_texts)
    def test_what_is_stored_folded_is_found(self, value):
        assert text.search_key(text.fold(value)) == text.search_key(value)
