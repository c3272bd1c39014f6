"""Search in the catalogue: every word of the question, wherever it stands, title first.

Both sides are folded by `persian.text.search_key`, so that digits, ye and kaf, half-spaces and diacritics of any
keyboard meet. A service's key is made when it is saved; its first line is the title.
"""

from django.db.models import Case, IntegerField, QuerySet, Value, When

from cms.models import ServicePage
from persian.text import search_key

MAX_WORDS = 8


def words(text: str) -> list[str]:
    """The folded words of a question, at most eight, each once."""
    return list(dict.fromkeys(search_key(text).split()))[:MAX_WORDS]


def search(services: QuerySet[ServicePage], text: str) -> QuerySet[ServicePage]:
    """The services that hold every word of `text`: titles that start with it, then hold it, hold a word, the rest."""
    wanted = words(text)
    if not wanted:
        return services
    for word in wanted:
        services = services.filter(search_key__icontains=word)
    phrase = " ".join(wanted)
    rank = Case(
        When(search_key__istartswith=phrase, then=Value(0)),
        When(title_key__icontains=phrase, then=Value(1)),
        When(title_key__icontains=wanted[0], then=Value(2)),
        default=Value(3),
        output_field=IntegerField(),
    )
    return services.order_by(rank, "title_key", "pk")
