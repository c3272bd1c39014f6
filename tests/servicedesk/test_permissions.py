"""Who gets which answer at which address, to GET and to an empty POST: every address of ours, the administration's
too, from the URL list itself.

The expected statuses stand in `tests/permissions.json`; `UPDATE_PERMISSIONS=1` rewrites them, and the difference is to
be read. An address that the file lacks fails: a new screen comes with a decision on who may open it.
"""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.db import transaction
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts import roles
from forms_ext.models import Attachment
from messaging.models import Message
from tests.workflows.factories import World, decide, in_group, open_task, person, submitted

FILE = Path(__file__).resolve().parents[1] / "permissions.json"
OURS = (
    *("accounts.", "cms.", "forms_ext.", "messaging.", "organisation.", "outbox.", "reporting.", "servicedesk."),
    "workflows.",
)
WHO = [
    *("anonymous", "citizen", "other_citizen", "clerk", "treasurer", "staff_without_post"),
    *("manager", "editor", "administrator"),
]


def our_patterns(resolver: URLResolver, namespaces: tuple[str, ...] = ()) -> Iterator[tuple[str, URLPattern]]:
    """Every address whose view is ours, with its full name. Wagtail's API is public, and has a test of its own."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            yield from our_patterns(pattern, inner) if pattern.namespace != "content" else ()
        elif pattern.name and pattern.lookup_str.startswith(OURS):
            yield ":".join((*namespaces, pattern.name)), pattern


def addresses(org: World) -> dict[str, str]:
    """Each address by its name, on a case of `citizen` that the clerk returned to them."""
    case = submitted(org)
    reviewed = decide(case, "d_return", org.clerk, note="مساحت")
    paper = Attachment(field="p", original_name="p.txt", content_type="text/plain", size=1, sha256="0" * 64)
    paper.record, paper.uploaded_by = case.forms.get().record, org.administrator
    paper.file.save("p.txt", ContentFile(b"p"))
    message = Message.objects.filter(reference=case.code).first()
    shown = {
        "attachment": paper,
        "applicant_task": open_task(case),
        "messages:inspect": message,
        "outgoing_effects:inspect": message,
        "wagtailsnippets_forms_ext_formdefinition:edit": org.form,
        "wagtailsnippets_forms_ext_formdefinition:unpublish": org.form,
        "wagtailsnippets_organisation_appointment:edit": org.clerk.appointments.get(),
        "wagtailsnippets_organisation_post:edit": org.clerk_post,
        "wagtailsnippets_workflows_processdefinition:edit": org.process,
        "wagtailusers_groups:delete": Group.objects.get(name=roles.EDITORS),
        "wagtailusers_groups:edit": Group.objects.get(name=roles.EDITORS),
        "wagtailusers_users:delete": org.clerk,
        "wagtailusers_users:edit": org.clerk,
    }
    values = {
        "page_view_restriction_id": 0,
        "page_id": 0,
        "slug": org.service.slug,
        "code": case.code,
        "token": case.verify_token,
    }
    found = {}
    for name, pattern in our_patterns(get_resolver()):
        own = values | {"pk": shown.get(name, reviewed).pk}
        found[name] = reverse(name, kwargs={part: own[part] for part in pattern.pattern.converters})
    return found


@pytest.fixture
def people(org):
    editor = in_group(person("editor"), roles.EDITORS)
    return {who: getattr(org, who, None) for who in WHO} | {"editor": editor}


@pytest.mark.parametrize("who", WHO)
def test_every_address_answers_each_as_it_should(org, people, sign_in, who, settings, tmp_path):
    local = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path)}}
    settings.STORAGES = {**settings.STORAGES, "private": local}
    client = sign_in(people[who])
    client.raise_request_exception = False
    found = {}
    for name, address in addresses(org).items():
        found[name] = client.get(address).status_code
        found[f"{name} POST"] = empty_post(client, address)
    expected = json.loads(FILE.read_text()) if FILE.exists() else {}
    if os.environ.get("UPDATE_PERMISSIONS"):
        for name, status in found.items():
            expected.setdefault(name, {})[who] = status
        rows = {name: {who: expected[name][who] for who in WHO if who in expected[name]} for name in sorted(found)}
        FILE.write_text(json.dumps(rows, indent=2) + "\n")
        return
    assert found == {name: statuses.get(who) for name, statuses in expected.items()}


def empty_post(client, address):
    """What an empty form is answered; whatever it did is undone, signing out too."""
    cookies = client.cookies.copy()
    with transaction.atomic():
        status = client.post(address).status_code
        transaction.set_rollback(True)
    client.cookies = cookies
    return status
