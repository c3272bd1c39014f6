"""Iranian identifiers: folded first, then judged."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from persian import validators
from persian.digits import to_persian


def with_check_digit(nine: str) -> str:
    remainder = sum(int(nine[i]) * (10 - i) for i in range(9)) % 11
    return nine + str(remainder if remainder < 2 else 11 - remainder)


class TestNationalId:
    @pytest.mark.parametrize("value", ["0013542419", "۰۰۱۳۵۴۲۴۱۹", "٠٠١٣٥٤٢٤١٩", "001-354241-9", " 0013542419 "])
    def test_right(self, value):
        validators.validate_national_id(value)
        assert validators.normalise_national_id(value) == "0013542419"

    @pytest.mark.parametrize(
        ("value", "code"),
        [
            *((str(d) * 10, "national_id_equal") for d in range(10)),
            ("۱۱۱۱۱۱۱۱۱۱", "national_id_equal"),
            ("0013542418", "national_id_check"),
            ("13542419", "national_id_length"),
            ("00135424190", "national_id_length"),
            ("001354241a", "national_id_length"),
            ("", "national_id_length"),
        ],
    )
    def test_wrong(self, value, code):
        with pytest.raises(ValidationError) as refusal:
            validators.validate_national_id(value)
        assert refusal.value.code == code

    @given(st.from_regex(r"[0-9]{9}", fullmatch=True), st.integers(0, 8), st.integers(1, 9))
    def test_one_mistyped_digit_is_caught(self, nine, place, shift):
        right = with_check_digit(nine)
        if len(set(right)) == 1:
            return
        validators.validate_national_id(to_persian(right))
        wrong = right[:place] + str((int(right[place]) + shift) % 10) + right[place + 1 :]
        weight = 10 - place
        old, new = int(right[place]), int(wrong[place])
        # Remainders r and 11 - r share a check digit only for r = 1 and 10; the rule itself is blind there.
        total = sum(int(nine[i]) * (10 - i) for i in range(9))
        if {total % 11, (total + (new - old) * weight) % 11} == {1, 10}:
            return
        with pytest.raises(ValidationError):
            validators.validate_national_id(wrong)


class TestMobile:
    @pytest.mark.parametrize(
        "value",
        [
            "09121234567", "9121234567", "+989121234567", "00989121234567", "989121234567", "+98 912 123 4567",
            "۰۹۱۲۱۲۳۴۵۶۷", "٠٩١٢١٢٣٤٥٦٧", "0912-123-4567", "(0912) 123 4567", "\u202a09121234567\u202c",
        ],
    )  # fmt: skip
    def test_every_spelling_is_one_number(self, value):
        validators.validate_mobile(value)
        assert validators.normalise_mobile(value) == "09121234567"

    @pytest.mark.parametrize("value", ["0912123456", "091212345678", "02112345678", "+19121234567", "09abcdefghi", ""])
    def test_wrong(self, value):
        with pytest.raises(ValidationError):
            validators.validate_mobile(value)


class TestPostalCode:
    @pytest.mark.parametrize("value", ["1193653471", "11936-53471", "۱۱۹۳۶۵۳۴۷۱"])
    def test_right(self, value):
        validators.validate_postal_code(value)
        assert validators.normalise_postal_code(value) == "1193653471"

    @pytest.mark.parametrize("value", ["0193653471", "1111111111", "1193650000", "119365347", "11936534711", "کدپستی"])
    def test_wrong(self, value):
        with pytest.raises(ValidationError):
            validators.validate_postal_code(value)
