"""A click that submits a draft which another click has just sent: it lands on the receipt of the one request."""

from django.urls import reverse

from workflows import services
from workflows.citizen.application import Filling
from workflows.models import Case, Draft


def test_a_click_that_another_one_overtakes_lands_on_the_receipt(org, applicant, monkeypatch):
    applicant.fill()
    key = Draft.objects.get().pk
    look = Filling.first_incomplete

    def overtaken(filling):
        services.submit_request(
            service=filling.service,
            version=filling.version,
            answers=filling.answers,
            applicant=filling.applicant,
            key=key,
        )
        return look(filling)

    monkeypatch.setattr(Filling, "first_incomplete", overtaken)
    response = applicant.submit(key)
    assert response.url == reverse("receipt", args=[Case.objects.get().code])
