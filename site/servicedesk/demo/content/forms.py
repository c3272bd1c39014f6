"""The forms of the demonstration. One tuple a field: type, label, machine name, and what differs from the default.

Options are stored values with their labels.
"""

from typing import Any

Field = tuple[str, str, str, dict[str, Any]]
REGIONS = {f"region_{n}": f"منطقه {n}" for n in range(1, 5)}

FORMS: dict[str, dict[str, Any]] = {
    "building_permit": {
        "title": "درخواست پروانه ساختمانی",
        "fields": [
            ("heading", "مالک", "owner_section", {}),
            ("text", "نام و نام خانوادگی مالک", "owner_name", {"required": True}),
            ("national_id", "کد ملی مالک", "owner_national_id", {"required": True}),
            ("mobile", "شماره همراه مالک", "owner_mobile", {"required": True}),
            ("heading", "ملک", "property_section", {}),
            ("text", "پلاک ثبتی", "registry_number", {"required": True, "help_text": "مانند ۱۲/۳۴۵۶"}),
            ("single_choice", "منطقه شهرداری", "region", {"required": True, "options": REGIONS}),
            ("long_text", "نشانی ملک", "address", {"required": True}),
            ("number", "مساحت زمین", "land_area", {"required": True, "min": "20", "max": "100000", "unit": "متر مربع"}),
            ("heading", "ساختمان", "building_section", {}),
            (
                "single_choice",
                "کاربری",
                "usage",
                {
                    "required": True,
                    "options": {"residential": "مسکونی", "commercial": "تجاری", "office": "اداری", "mixed": "مختلط"},
                },
            ),
            ("number", "تعداد طبقات", "floors", {"required": True, "min": "1", "max": "30", "integer": True}),
            (
                "number",
                "زیربنای کل",
                "built_area",
                {"required": True, "min": "20", "max": "500000", "unit": "متر مربع"},
            ),
            ("jalali_date", "تاریخ شروع پیشنهادی", "start_date", {}),
            ("yes_no", "ملک در بافت تاریخی است؟", "historic", {}),
            ("heading", "مدارک", "documents_section", {}),
            ("file", "تصویر سند مالکیت", "deed", {"help_text": "PDF یا تصویر، تا ۱۰ مگابایت"}),
            ("file", "کارت ملی مالک", "identity_card", {"help_text": "PDF یا تصویر، تا ۱۰ مگابایت"}),
            ("file", "نقشه معماری با مهر مهندس ناظر", "drawing", {"help_text": "PDF، تا ۱۰ مگابایت"}),
            ("file", "برگه تعهد نظارت", "supervision", {"help_text": "PDF یا تصویر، تا ۱۰ مگابایت"}),
        ],
    },
    "business_licence": {
        "title": "درخواست تمدید پروانه کسب",
        "fields": [
            ("text", "نام واحد صنفی", "shop_name", {"required": True}),
            ("text", "شناسه صنفی", "guild_id", {"required": True}),
            (
                "single_choice",
                "رسته",
                "trade",
                {
                    "required": True,
                    "options": {
                        "grocery": "خواروبار",
                        "clothing": "پوشاک",
                        "prepared_food": "خوراک آماده",
                        "technical": "خدمات فنی",
                        "other": "سایر",
                    },
                },
            ),
            ("single_choice", "منطقه شهرداری", "region", {"required": True, "options": REGIONS}),
            ("long_text", "نشانی واحد", "address", {"required": True}),
            ("jalali_date", "تاریخ پایان پروانه پیشین", "expires", {"required": True}),
            ("yes_no", "نشانی یا رسته تغییر کرده است؟", "changed", {}),
            ("image", "عکس سردر واحد", "front_photo", {}),
        ],
    },
    "excavation": {
        "title": "درخواست مجوز حفاری",
        "fields": [
            (
                "single_choice",
                "متقاضی",
                "party",
                {
                    "required": True,
                    "options": {
                        "citizen": "شهروند",
                        "water": "شرکت آب و فاضلاب",
                        "gas": "شرکت گاز",
                        "power": "شرکت برق",
                        "telecom": "مخابرات",
                    },
                },
            ),
            ("single_choice", "منطقه شهرداری", "region", {"required": True, "options": REGIONS}),
            ("long_text", "محل حفاری", "place", {"required": True, "help_text": "از کجا تا کجا، با نام معبر"}),
            ("number", "طول مسیر", "length", {"required": True, "min": "1", "max": "5000", "unit": "متر"}),
            ("jalali_date", "تاریخ شروع", "start_date", {"required": True}),
            ("time", "ساعت شروع کار روزانه", "start_time", {}),
            (
                "multiple_choice",
                "نوع معبر",
                "street_kinds",
                {
                    "required": True,
                    "options": {"pavement": "پیاده‌رو", "alley": "کوچه", "street": "خیابان", "highway": "بزرگراه"},
                },
            ),
            ("file", "نقشه مسیر", "route_plan", {}),
        ],
    },
    "no_violation": {
        "title": "درخواست گواهی عدم خلافی",
        "fields": [
            ("text", "پلاک ثبتی", "registry_number", {"required": True}),
            ("single_choice", "منطقه شهرداری", "region", {"required": True, "options": REGIONS}),
            ("long_text", "نشانی ملک", "address", {"required": True}),
            (
                "single_choice",
                "علت درخواست",
                "reason",
                {
                    "required": True,
                    "options": {
                        "transfer": "نقل و انتقال",
                        "loan": "دریافت وام",
                        "subdivision": "تفکیک",
                        "other": "سایر",
                    },
                },
            ),
            ("jalali_date", "تاریخ پایان کار ساختمان", "completion_date", {}),
            ("file", "تصویر سند مالکیت", "deed", {}),
        ],
    },
    "complaint": {
        "title": "ثبت شکایت از خدمات شهرداری",
        "fields": [
            ("text", "موضوع شکایت", "subject", {"required": True}),
            (
                "single_choice",
                "بخش مربوط",
                "department",
                {
                    "required": True,
                    "options": {
                        "planning": "شهرسازی",
                        "city_services": "خدمات شهری",
                        "finance": "مالی",
                        "staff_conduct": "رفتار کارکنان",
                    },
                },
            ),
            ("long_text", "شرح شکایت", "description", {"required": True}),
            ("jalali_date", "تاریخ رخداد", "event_date", {}),
            ("email", "رایانامه برای پاسخ", "reply_email", {}),
            ("file", "مدرک پیوست", "evidence", {}),
        ],
    },
    "tree_pruning": {
        "title": "درخواست هرس یا جابه‌جایی درخت",
        "fields": [
            (
                "single_choice",
                "نوع درخواست",
                "work",
                {"required": True, "options": {"pruning": "هرس", "moving": "جابه‌جایی", "felling": "قطع درخت خشک"}},
            ),
            ("single_choice", "منطقه شهرداری", "region", {"required": True, "options": REGIONS}),
            ("long_text", "نشانی درخت", "address", {"required": True}),
            ("number", "تعداد درخت", "trees", {"required": True, "min": "1", "max": "50", "integer": True}),
            ("yes_no", "خطر سقوط دارد؟", "danger", {}),
            ("image", "عکس درخت", "photo", {}),
        ],
    },
    # Forms that staff fill.
    "technical_review": {
        "title": "کاربرگ بررسی فنی",
        "fields": [
            ("yes_no", "نقشه با ضوابط طرح تفصیلی سازگار است؟", "conforms", {}),
            ("yes_no", "بازدید محل لازم است؟", "needs_visit", {}),
            ("long_text", "نظر کارشناس", "opinion", {"required": True}),
        ],
    },
    "inspection": {
        "title": "گزارش بازدید محل",
        "fields": [
            ("jalali_date", "تاریخ بازدید", "visit_date", {"required": True}),
            ("long_text", "شرح بازدید", "report", {"required": True}),
            ("yes_no", "تخلف دیده شد؟", "violation", {}),
            ("image", "عکس محل", "photo", {}),
        ],
    },
    "charges": {
        "title": "برگ محاسبه عوارض",
        "fields": [
            ("number", "مبلغ عوارض", "amount", {"required": True, "min": "0", "integer": True, "unit": "ریال"}),
            ("text", "شناسه پرداخت", "payment_id", {}),
            ("long_text", "توضیح", "explanation", {}),
        ],
    },
}
