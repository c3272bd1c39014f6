"""Machine names from Persian words."""

import re
import unicodedata

from persian.text import fold

# The sounds of a reader's Latin spelling; vowels that Persian does not write stay unwritten.
_LETTERS = {
    "ا": "a", "آ": "a", "أ": "a", "إ": "e", "ب": "b", "پ": "p", "ت": "t", "ث": "s", "ج": "j", "چ": "ch", "ح": "h",
    "خ": "kh", "د": "d", "ذ": "z", "ر": "r", "ز": "z", "ژ": "zh", "س": "s", "ش": "sh", "ص": "s", "ض": "z", "ط": "t",
    "ظ": "z", "ع": "a", "غ": "gh", "ف": "f", "ق": "gh", "ک": "k", "گ": "g", "ل": "l", "م": "m", "ن": "n", "و": "v",
    "ه": "h", "ة": "h", "ۀ": "h", "ی": "i", "ئ": "y", "ؤ": "o", "ء": "", "\u200c": "_",
}  # fmt: skip
# Words that forms are full of, spelt as people spell them.
_WORDS = {
    "نام": "name", "خانوادگی": "family", "پدر": "father", "مادر": "mother", "کد": "code", "ملی": "national",
    "شماره": "number", "تلفن": "phone", "همراه": "mobile", "موبایل": "mobile", "نشانی": "address", "آدرس": "address",
    "تاریخ": "date", "تولد": "birth", "پستی": "postal", "ایمیل": "email", "توضیحات": "notes", "مبلغ": "amount",
    "شهر": "city", "استان": "province", "نوع": "type", "عنوان": "title", "شرح": "description", "مساحت": "area",
    "ملک": "property", "پلاک": "plate", "تصویر": "image", "مدرک": "document", "سند": "deed", "درخواست": "request",
    "ساعت": "time", "روز": "day", "تعداد": "count", "جنسیت": "gender", "شغل": "job", "شرکت": "company",
    "پروانه": "permit", "منطقه": "district", "خیابان": "street", "طبقه": "floor", "واحد": "unit", "نظر": "opinion",
}  # fmt: skip


def slug_from(text: str, *, max_length: int = 50, fallback: str = "field") -> str:
    """An ASCII snake_case name from a label: `نام خانوادگی` gives `name_family`, `سن` gives `sn`.

    A name for machines, not a translation: not unique (two labels may give one name), never empty, never beginning
    with a digit (`fallback_` is put before it), at most `max_length` long.
    """
    words = re.split(r"[^\w\u200c]+", fold(text).lower())
    latin = "_".join(_WORDS.get(word) or "".join(_LETTERS.get(c, c) for c in word) for word in words)
    plain = unicodedata.normalize("NFKD", latin).encode("ascii", "ignore").decode()
    name = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")
    if not name or name[0].isdigit():
        name = f"{fallback}_{name}" if name else fallback
    return name[:max_length].rstrip("_")
