"""Parts of the staff's pages that a function draws, or that are kept between requests."""

import datetime as dt
import html

import pytest

from forms_ext.selectors import DisplayRow
from tests.workflows import factories
from workflows import selectors, services
from workflows.desk.drawing import answer_rows, timeline_items
from workflows.models import Task

pytestmark = pytest.mark.django_db
BAD = "<script>alert()</script>&"


def test_nothing_that_people_wrote_reaches_the_page_unescaped():
    moment = dt.datetime(2026, 5, 1, 8, tzinfo=dt.UTC)
    entry = selectors.TimelineEntry(
        action="task.referred",
        label=BAD,
        timestamp=moment,
        user=None,
        actor_name=BAD,
        post=None,
        post_title=BAD,
        step_title=BAD,
        note=BAD,
        decision_label=BAD,
        duration=dt.timedelta(hours=3),
        acting_as=BAD,
        data={"to_post_title": BAD, "to_person_name": BAD},
    )
    rows = [DisplayRow("a", BAD, "text", BAD), DisplayRow("b", BAD, "heading", "", is_heading=True)]
    for drawn, times in ((timeline_items([entry]), 8), (answer_rows(rows), 3)):
        assert "<script>" not in drawn
        assert drawn.count(html.escape(BAD)) == times


def test_kept_fields_of_a_referral_follow_the_posts(client):
    world = factories.world()
    case = services.submit_request(
        service=world.service,
        version=world.form_version,
        answers=factories.ANSWERS,
        applicant=world.citizen,
        key=factories.uuid4(),
    )
    task = services.claim_task(task=Task.objects.get(process=case, status="NEW"), user=world.clerk)
    client.force_login(world.clerk)
    address = f"/desk/tasks/{task.pk}/"
    assert "کارشناس مالی</option>" in client.get(address).content.decode()
    world.finance_post.title = "کارشناس درآمد"
    world.finance_post.save()
    page = client.get(address).content.decode()
    assert "کارشناس درآمد</option>" in page
    assert "کارشناس مالی</option>" not in page
