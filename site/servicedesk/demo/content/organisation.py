"""The org chart of «شهرداری نمونه» and its people."""

from typing import NamedTuple

NAME = "شهرداری نمونه"
PASSWORD = "Demo-1405"  # noqa: S105 - the demonstration's accounts are a published contract


class PostData(NamedTuple):
    """One post: its code, title, field of activity, superior's code and holder's user name."""

    code: str
    title: str
    field: str
    superior: str | None
    holder: str | None


MAYOR, PLANNING, CITY, FINANCE = "حوزه شهردار", "شهرسازی و معماری", "خدمات شهری", "مالی و درآمد"
FIELDS = [MAYOR, PLANNING, CITY, FINANCE]

POSTS = [
    PostData("mayor", "شهردار", MAYOR, None, "karshenas9"),
    PostData("public-affairs", "مسئول روابط عمومی و پاسخ‌گویی", MAYOR, "mayor", "karshenas7"),
    PostData("desk", "کارشناس میز خدمت", MAYOR, "public-affairs", "karshenas1"),
    PostData("planning-deputy", "معاون شهرسازی و معماری", PLANNING, "mayor", "karshenas10"),
    PostData("permits-head", "رئیس اداره صدور پروانه", PLANNING, "planning-deputy", "karshenas5"),
    PostData("technical", "کارشناس فنی و معماری", PLANNING, "permits-head", "karshenas2"),
    PostData("legal", "کارشناس حقوقی املاک", PLANNING, "permits-head", "karshenas3"),
    PostData("inspector", "بازرس ساختمان", PLANNING, "permits-head", "karshenas6"),
    PostData("city-deputy", "معاون خدمات شهری", CITY, "mayor", "karshenas11"),
    PostData("green", "مسئول فضای سبز", CITY, "city-deputy", "karshenas12"),
    PostData("excavation", "کارشناس حفاری و ترافیک", CITY, "city-deputy", "karshenas8"),
    PostData("finance-deputy", "معاون مالی و اقتصادی", FINANCE, "mayor", "karshenas13"),
    PostData("revenue", "کارشناس درآمد و عوارض", FINANCE, "finance-deputy", "karshenas4"),
    PostData("trades", "کارشناس امور اصناف", FINANCE, "finance-deputy", None),
]

# user name -> given name, family name
STAFF = {
    "karshenas1": ("مریم", "احمدی"),
    "karshenas2": ("رضا", "کاظمی"),
    "karshenas3": ("لیلا", "صادقی"),
    "karshenas4": ("حسین", "مرادی"),
    "karshenas5": ("فاطمه", "رستمی"),
    "karshenas6": ("امیر", "جعفری"),
    "karshenas7": ("نرگس", "حیدری"),
    "karshenas8": ("مهدی", "قاسمی"),
    "karshenas9": ("سعید", "نیک‌نام"),
    "karshenas10": ("بهرام", "شریفی"),
    "karshenas11": ("پروانه", "سلیمی"),
    "karshenas12": ("کاوه", "بهاری"),
    "karshenas13": ("زهره", "تهرانی"),
    "modir": ("علی", "رضایی"),
}

# Posts that a person covers beside the own one: post code, user name, kind.
COVERS = [
    ("trades", "karshenas4", "acting"),
    ("legal", "karshenas5", "substitute"),
]

GIVEN_NAMES = [
    "زهرا",
    "محمد",
    "سارا",
    "علی",
    "نگار",
    "حمید",
    "مینا",
    "پویا",
    "الهام",
    "یاسر",
    "شیرین",
    "داوود",
    "نازنین",
    "بابک",
    "آرزو",
    "کامران",
    "هدیه",
    "فرهاد",
    "سمیرا",
    "ایمان",
]
FAMILY_NAMES = [
    "محمدی",
    "کریمی",
    "یوسفی",
    "موسوی",
    "رحیمی",
    "باقری",
    "نوری",
    "اکبری",
    "عزیزی",
    "فلاحی",
    "شجاعی",
    "ملکی",
    "طاهری",
    "امینی",
    "کیانی",
    "قربانی",
    "خسروی",
    "دانشور",
    "سپهری",
    "پورحسن",
]
CITIZENS = 40
