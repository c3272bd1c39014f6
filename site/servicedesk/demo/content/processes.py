"""The processes of the demonstration, as their editor would build them.

A step is a dict: `key` (to be targeted), `type`, `title`, and what its type needs. Targets name keys; where `next` is
left out, the following step is next. Conditions are trees of the one condition language.
"""

from typing import Any


def staff(key: str, title: str, post: str, decisions: list[tuple[str, str]], **extra: Any) -> dict[str, Any]:
    """A staff task. Decisions are (label, target's key) pairs."""
    return {"key": key, "type": "staff_task", "title": title, "post": post, "decisions": decisions, **extra}


READ_REQUEST = [(None, "read")]
RECEIVED = ("تأیید و ارسال", "")

PROCESSES: dict[str, dict[str, Any]] = {
    "building_permit": {
        "title": "صدور پروانه ساختمانی",
        "steps": [
            staff(
                "intake",
                "بررسی مدارک",
                "desk",
                [("مدارک کامل است", "technical"), ("نقص مدارک دارد", "fix"), ("رد درخواست", "reject_message")],
                forms=READ_REQUEST,
                limit=(1, "days"),
                instructions="کامل بودن سند مالکیت و نقشه را بررسی کنید.",
            ),
            {
                "key": "fix",
                "type": "applicant_task",
                "title": "تکمیل مدارک توسط متقاضی",
                "public_title": "تکمیل مدارک (در انتظار شما)",
                "forms": [(None, "write")],
                "instructions": "مدارک یا اطلاعات خواسته‌شده را کامل کنید و دوباره بفرستید.",
                "next": "intake",
            },
            staff(
                "technical",
                "بررسی فنی و معماری",
                "technical",
                [("تأیید فنی", "legal"), ("نقص نقشه", "fix"), ("مخالفت فنی", "reject_message")],
                forms=[(None, "read"), ("technical_review", "write")],
                limit=(3, "days"),
            ),
            staff(
                "legal",
                "بررسی حقوقی مالکیت",
                "legal",
                [("بلامانع", "visit_route"), ("اشکال حقوقی", "reject_message")],
                forms=[(None, "read"), ("technical_review", "read")],
                limit=(2, "days"),
            ),
            {
                "key": "visit_route",
                "type": "route",
                "title": "نیاز به بازدید؟",
                "hidden": True,
                "branches": [
                    (
                        "بازدید لازم است",
                        {
                            "any": [
                                {"field": "technical_review.needs_visit", "op": "eq", "value": True},
                                {"field": "building_permit.floors", "op": "gte", "value": "6"},
                                {"field": "building_permit.historic", "op": "eq", "value": True},
                            ]
                        },
                        "inspection",
                    ),
                ],
                "default": "charges",
            },
            staff(
                "inspection",
                "بازدید محل",
                "inspector",
                [("بازدید انجام شد", "charges"), ("تخلف ساختمانی", "reject_message")],
                forms=[(None, "read"), ("technical_review", "read"), ("inspection", "write")],
                limit=(4, "days"),
            ),
            staff(
                "charges",
                "محاسبه عوارض",
                "revenue",
                [("عوارض محاسبه شد", "sign")],
                forms=[(None, "read"), ("charges", "write")],
                limit=(2, "days"),
            ),
            staff(
                "sign",
                "تأیید نهایی پروانه",
                "permits-head",
                [
                    ("صدور پروانه", "done_message"),
                    ("بازگشت به بررسی فنی", "technical"),
                    ("رد درخواست", "reject_message"),
                ],
                forms=[(None, "read"), ("technical_review", "read"), ("inspection", "read"), ("charges", "read")],
                limit=(1, "days"),
            ),
            {
                "key": "done_message",
                "type": "message",
                "title": "پیام صدور",
                "channel": "sms",
                "body": "پروانه ساختمانی شما با کد رهگیری {{ tracking_code }} صادر شد. برای دریافت به {{ link }} بروید.",
                "next": "done",
            },
            {"key": "done", "type": "end", "title": "صدور پروانه", "outcome": "done"},
            {
                "key": "reject_message",
                "type": "message",
                "title": "پیام رد",
                "channel": "sms",
                "body": "درخواست {{ service }} با کد رهگیری {{ tracking_code }} پذیرفته نشد. شرح: {{ link }}",
                "next": "rejected",
            },
            {"key": "rejected", "type": "end", "title": "رد درخواست", "outcome": "rejected"},
        ],
    },
    "business_licence": {
        "title": "تمدید پروانه کسب",
        "steps": [
            staff(
                "review",
                "بررسی پرونده صنفی",
                "trades",
                [("تأیید", "change_route"), ("نقص مدارک", "fix"), ("رد درخواست", "rejected")],
                forms=READ_REQUEST,
                limit=(2, "days"),
            ),
            {
                "key": "fix",
                "type": "applicant_task",
                "title": "اصلاح درخواست توسط متقاضی",
                "public_title": "اصلاح درخواست (در انتظار شما)",
                "forms": [(None, "write")],
                "instructions": "اطلاعات خواسته‌شده را اصلاح کنید.",
                "next": "review",
            },
            {
                "key": "change_route",
                "type": "route",
                "title": "تغییر نشانی یا رسته؟",
                "hidden": True,
                "branches": [
                    (
                        "تغییر دارد",
                        {"all": [{"field": "business_licence.changed", "op": "eq", "value": True}]},
                        "visit",
                    ),
                ],
                "default": "charges",
            },
            staff(
                "visit",
                "بازدید از واحد صنفی",
                "inspector",
                [("تأیید بازدید", "charges"), ("مغایرت دارد", "rejected")],
                forms=[(None, "read"), ("inspection", "write")],
                limit=(3, "days"),
            ),
            staff(
                "charges",
                "محاسبه عوارض کسب",
                "revenue",
                [("عوارض محاسبه شد", "done_message")],
                forms=[(None, "read"), ("charges", "write")],
                limit=(1, "days"),
            ),
            {
                "key": "done_message",
                "type": "message",
                "title": "پیام تمدید",
                "channel": "sms",
                "body": "پروانه کسب شما تمدید شد. کد رهگیری: {{ tracking_code }}",
                "next": "done",
            },
            {"key": "done", "type": "end", "title": "تمدید پروانه", "outcome": "done"},
            {"key": "rejected", "type": "end", "title": "رد درخواست", "outcome": "rejected"},
        ],
    },
    "excavation": {
        "title": "صدور مجوز حفاری",
        "steps": [
            staff(
                "review",
                "بررسی مسیر حفاری",
                "excavation",
                [("مسیر تأیید شد", "length_route"), ("نیاز به اصلاح", "fix"), ("مخالفت", "rejected")],
                forms=READ_REQUEST,
                limit=(2, "days"),
            ),
            {
                "key": "fix",
                "type": "applicant_task",
                "title": "اصلاح نقشه مسیر",
                "public_title": "اصلاح نقشه مسیر (در انتظار شما)",
                "forms": [(None, "write")],
                "instructions": "نقشه یا محل حفاری را اصلاح کنید.",
                "next": "review",
            },
            {
                "key": "length_route",
                "type": "route",
                "title": "حفاری بزرگ؟",
                "hidden": True,
                "branches": [
                    (
                        "نیاز به تأیید معاون",
                        {
                            "any": [
                                {"field": "excavation.length", "op": "gt", "value": "100"},
                                {"field": "excavation.street_kinds", "op": "contains", "value": "highway"},
                            ]
                        },
                        "deputy",
                    ),
                ],
                "default": "charges",
            },
            staff(
                "deputy",
                "تأیید معاون خدمات شهری",
                "city-deputy",
                [("موافقت", "charges"), ("مخالفت", "rejected")],
                forms=READ_REQUEST,
                limit=(8, "hours"),
            ),
            staff(
                "charges",
                "محاسبه هزینه ترمیم معبر",
                "revenue",
                [("محاسبه شد", "done_message")],
                forms=[(None, "read"), ("charges", "write")],
                limit=(1, "days"),
            ),
            {
                "key": "done_message",
                "type": "message",
                "title": "پیام صدور مجوز",
                "channel": "sms",
                "body": "مجوز حفاری شما صادر شد. کد رهگیری: {{ tracking_code }}",
                "next": "done",
            },
            {"key": "done", "type": "end", "title": "صدور مجوز", "outcome": "done"},
            {"key": "rejected", "type": "end", "title": "مخالفت با حفاری", "outcome": "rejected"},
        ],
    },
    "no_violation": {
        "title": "صدور گواهی عدم خلافی",
        "steps": [
            staff(
                "archive",
                "استعلام از بایگانی ملک",
                "technical",
                [("سابقه ندارد", "issue"), ("نیاز به بازدید", "visit"), ("دارای خلافی", "rejected")],
                forms=READ_REQUEST,
                limit=(2, "days"),
            ),
            staff(
                "visit",
                "بازدید محل",
                "inspector",
                [("بدون خلافی", "issue"), ("دارای خلافی", "rejected")],
                forms=[(None, "read"), ("inspection", "write")],
                limit=(3, "days"),
            ),
            staff(
                "issue",
                "صدور گواهی",
                "permits-head",
                [("صدور گواهی", "done_message"), ("بازگشت برای بررسی", "archive")],
                forms=[(None, "read"), ("inspection", "read")],
                limit=(1, "days"),
            ),
            {
                "key": "done_message",
                "type": "message",
                "title": "پیام صدور گواهی",
                "channel": "sms",
                "body": "گواهی عدم خلافی با کد رهگیری {{ tracking_code }} صادر شد.",
                "next": "done",
            },
            {"key": "done", "type": "end", "title": "صدور گواهی", "outcome": "done"},
            {"key": "rejected", "type": "end", "title": "دارای خلافی", "outcome": "rejected"},
        ],
    },
    "complaint": {
        "title": "رسیدگی به شکایت",
        "steps": [
            staff(
                "receive",
                "بررسی اولیه شکایت",
                "public-affairs",
                [("نیاز به پیگیری", "department_route"), ("پاسخ داده شد", "answer_message"), ("وارد نیست", "rejected")],
                forms=READ_REQUEST,
                limit=(1, "days"),
            ),
            {
                "key": "department_route",
                "type": "route",
                "title": "بخش مربوط",
                "hidden": True,
                "branches": [
                    (
                        "شهرسازی",
                        {"all": [{"field": "complaint.department", "op": "eq", "value": "planning"}]},
                        "planning",
                    ),
                    (
                        "خدمات شهری",
                        {"all": [{"field": "complaint.department", "op": "eq", "value": "city_services"}]},
                        "city",
                    ),
                ],
                "default": "mayor",
            },
            staff(
                "planning",
                "پاسخ معاونت شهرسازی",
                "planning-deputy",
                [("پاسخ آماده است", "answer_message")],
                forms=READ_REQUEST,
                limit=(3, "days"),
            ),
            staff(
                "city",
                "پاسخ معاونت خدمات شهری",
                "city-deputy",
                [("پاسخ آماده است", "answer_message")],
                forms=READ_REQUEST,
                limit=(3, "days"),
            ),
            staff(
                "mayor",
                "نظر شهردار",
                "mayor",
                [("پاسخ آماده است", "answer_message")],
                forms=READ_REQUEST,
                limit=(5, "days"),
            ),
            {
                "key": "answer_message",
                "type": "message",
                "title": "پیام پاسخ شکایت",
                "channel": "sms",
                "body": "به شکایت شما با کد رهگیری {{ tracking_code }} رسیدگی شد. پاسخ: {{ link }}",
                "next": "done",
            },
            {"key": "done", "type": "end", "title": "پایان رسیدگی", "outcome": "done"},
            {"key": "rejected", "type": "end", "title": "شکایت وارد نیست", "outcome": "rejected"},
        ],
    },
    "tree_pruning": {
        "title": "هرس و جابه‌جایی درخت",
        "steps": [
            staff(
                "visit",
                "بازدید کارشناس فضای سبز",
                "green",
                [("انجام شود", "danger_route"), ("نیاز نیست", "rejected")],
                forms=READ_REQUEST,
                limit=(2, "days"),
            ),
            {
                "key": "danger_route",
                "type": "route",
                "title": "خطر سقوط؟",
                "hidden": True,
                "branches": [
                    ("فوری", {"all": [{"field": "tree_pruning.danger", "op": "eq", "value": True}]}, "work"),
                    (
                        "قطع درخت",
                        {"all": [{"field": "tree_pruning.work", "op": "eq", "value": "felling"}]},
                        "deputy",
                    ),
                ],
                "default": "work",
            },
            staff(
                "deputy",
                "موافقت معاون خدمات شهری",
                "city-deputy",
                [("موافقت", "work"), ("مخالفت", "rejected")],
                forms=READ_REQUEST,
                limit=(1, "days"),
            ),
            staff(
                "work", "اجرای عملیات", "green", [("انجام شد", "done_message")], forms=READ_REQUEST, limit=(3, "days")
            ),
            {
                "key": "done_message",
                "type": "message",
                "title": "پیام پایان کار",
                "channel": "sms",
                "body": "عملیات درخواست {{ tracking_code }} انجام شد.",
                "next": "done",
            },
            {"key": "done", "type": "end", "title": "پایان عملیات", "outcome": "done"},
            {"key": "rejected", "type": "end", "title": "نیازی به عملیات نیست", "outcome": "rejected"},
        ],
    },
}
