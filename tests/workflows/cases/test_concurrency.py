"""Many at once, on PostgreSQL: one wins, the others are told."""

import threading
from uuid import uuid4

import pytest
from django.db import OperationalError, connection, connections, transaction
from django.test import Client
from django.urls import reverse

from messaging.models import Message
from organisation.models import Post
from organisation.services import PostInUse, save_post
from tests.workflows.builder.steps import end, staff
from tests.workflows.citizen.conftest import FIELDS, Applicant
from tests.workflows.factories import ANSWERS, appoint, open_task, person, post, submitted, world
from workflows import services
from workflows.errors import AlreadyClaimed
from workflows.models import Case, CaseLogEntry, Draft

THREADS = 8

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="needs PostgreSQL"),
]


def at_once(*jobs):
    """Run the jobs in threads that start together. Returns what each returned or raised."""
    barrier, results = threading.Barrier(len(jobs)), [None] * len(jobs)

    def run(number, job):
        try:
            barrier.wait(10)
            results[number] = job()
        except Exception as error:
            results[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def test_eight_claim_one_task():
    permits = world()
    people = [person() for _ in range(THREADS)]
    for user in people:
        appoint(user, permits.clerk_post, "substitute")
    task = open_task(submitted(permits))

    results = at_once(*(lambda user=user: services.claim_task(task=task, user=user) for user in people))

    task.refresh_from_db()
    refused = [result for result in results if isinstance(result, AlreadyClaimed)]
    assert len(refused) == THREADS - 1, results
    assert {error.owner for error in refused} == {task.owner}
    assert CaseLogEntry.objects.filter(task=task, action="task.claimed").count() == 1


def test_eight_submit_one_draft():
    permits = world()
    key = uuid4()

    def submit():
        return services.submit_request(
            service=permits.service,
            version=permits.form_version,
            answers=ANSWERS,
            applicant=permits.citizen,
            key=key,
        )

    results = at_once(*[submit] * THREADS)

    assert {result.pk for result in results if isinstance(result, Case)} == {Case.objects.get().pk}, results
    assert all(isinstance(result, Case) for result in results), results
    assert Message.objects.count() == 2


def test_eight_clicks_with_a_document_land_on_one_receipt(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    permits = world(request_fields=FIELDS)
    client = Client()
    client.force_login(permits.citizen)
    applicant = Applicant(client, permits)
    applicant.fill()
    key = Draft.objects.get().pk

    def click():
        own = Client()
        own.cookies = client.cookies
        return own.post(applicant.review_url, {"key": str(key)}).url

    results = at_once(*[click] * THREADS)

    assert set(results) == {reverse("receipt", args=[Case.objects.get().code])}, results


def test_a_post_is_not_deactivated_while_a_process_that_names_it_is_published():
    permits = world()
    fresh = post("Fresh")
    permits.process.steps = [staff("review", fresh), end()]

    def take():
        with transaction.atomic():
            Post.objects.select_for_update(nowait=True).get(pk=fresh.pk)

    with transaction.atomic():
        services.publish_process(process=permits.process, user=permits.administrator)
        (held,) = at_once(take)
    assert isinstance(held, OperationalError), held
    assert at_once(take) == [None]
    fresh.is_active = False
    with pytest.raises(PostInUse):
        save_post(post=fresh, user=permits.administrator)


def test_eight_decide_one_task():
    permits = world()
    people = [person() for _ in range(THREADS)]
    for user in people:
        appoint(user, permits.clerk_post, "substitute")
    case = submitted(permits)
    task = open_task(case)

    def decide(user):
        return services.decide_task(task=task, user=user, decision="d_accept", revision=task.revision)

    at_once(*(lambda user=user: decide(user) for user in people))

    assert CaseLogEntry.objects.filter(case=case, action="task.decided").count() == 1
    assert open_task(case).post == permits.head_post
