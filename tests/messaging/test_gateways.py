"""Gateways: registration, configuration, what is sent, and a repeat recognised by its key."""

import io
import json
import socket

import pytest

from messaging.checks import check_sms_gateway
from messaging.gateways import (
    GatewayMisconfigured,
    GatewayRegistry,
    PermanentFailure,
    SmsGateway,
    TemporaryFailure,
)
from messaging.gateways.console import ConsoleGateway
from messaging.gateways.file import FileGateway
from messaging.gateways.http import HttpGateway
from tests.messaging.factories import loopback_provider

MESSAGE = {"recipient": "09121234567", "body": 'سلام {key} "دنیا"', "key": "case:1:sms"}


class TestRegistry:
    def test_a_second_gateway_with_the_same_id_is_refused(self):
        registry = GatewayRegistry()
        registry.register(ConsoleGateway)
        with pytest.raises(ValueError, match="already the id"):
            registry.register(ConsoleGateway)

    def test_what_is_no_gateway_is_refused(self):
        with pytest.raises(TypeError):
            GatewayRegistry().register(object)

    def test_an_id_is_needed(self):
        with pytest.raises(ValueError, match="identifier"):
            GatewayRegistry().register(SmsGateway)

    def test_unknown_options_and_ids_are_told(self):
        registry = GatewayRegistry()
        registry.register(FileGateway)
        for gateway, options in [("file", {"folder": "x"}), ("file", {}), ("file", []), ("pigeon", {})]:
            with pytest.raises(GatewayMisconfigured):
                registry.build(gateway, options)


@pytest.mark.parametrize(
    ("gateway", "options", "wrong"),
    [
        ("console", {}, False),
        ("pigeon", {}, True),
        ("http", {"url": "http://sms.example.com/", "body": {"to": "{recipient}", "text": "{body}"}}, True),
        ("http", {"url": "https://sms.example.com/", "body": {"to": "{recipient}"}}, True),
        ("http", {"url": "https://u:p@sms.example.com/", "body": {"to": "{recipient}", "text": "{body}"}}, True),
        ("http", {"url": "https://sms.example.com/", "body": {"to": "{recipient}", "text": "{body}"}}, False),
        ("http", {"url": "https://e.com/?to={recipient}&t={body}", "method": "GET", "format": "none"}, False),
        ("http", {"url": "https://e.com/", "method": "BREW", "body": {"to": "{recipient}", "t": "{body}"}}, True),
        ("http", {"url": "https://e.com/", "timeout": 600, "body": {"to": "{recipient}", "t": "{body}"}}, True),
    ],
)
def test_a_bad_configuration_stops_the_start(settings, gateway, options, wrong):
    settings.SMS_GATEWAY, settings.SMS_GATEWAY_OPTIONS = gateway, options
    assert [error.id for error in check_sms_gateway(None)] == (["messaging.E001"] if wrong else [])


class TestFile:
    def test_one_line_a_message_and_one_message_a_key(self, tmp_path):
        gateway = FileGateway(path=str(tmp_path / "folder" / "sms.jsonl"))
        gateway.send(**MESSAGE)
        gateway.send(**MESSAGE)
        gateway.send(**{**MESSAGE, "key": "other", "body": "خط\nدوم"})
        lines = [json.loads(line) for line in (tmp_path / "folder" / "sms.jsonl").read_text().splitlines()]
        assert [line["key"] for line in lines] == ["case:1:sms", "other"]
        assert lines[0]["body"] == MESSAGE["body"]

    def test_a_half_written_line_is_survived(self, tmp_path):
        path = tmp_path / "sms.jsonl"
        path.write_text('{"key": "case:1:sms", "recip')
        FileGateway(path=str(path)).send(**MESSAGE)
        assert json.loads(path.read_text().splitlines()[1])["key"] == "case:1:sms"


def test_the_console_prints_a_key_once():
    gateway, stream = ConsoleGateway(), io.StringIO()
    gateway.send(**MESSAGE, stream=stream)
    gateway.send(**MESSAGE, stream=stream)
    assert stream.getvalue().count(MESSAGE["recipient"]) == 1


class TestHttp:
    @pytest.fixture
    def provider(self):
        with loopback_provider() as provider:
            yield provider

    def gateway(self, provider, **options):
        body = {"to": ["{recipient}"], "text": "{body}", "id": "{key}", "number": "{number_key}"}
        return HttpGateway(**{"url": provider.url, "body": body, **options})

    def test_json(self, provider):
        provider.answer = {"entries": [{"messageid": 4711}]}
        assert self.gateway(provider, id_path="entries.0.messageid").send(**MESSAGE) == "4711"
        method, _path, headers, content = provider.requests[0]
        sent = json.loads(content)
        assert method == "POST"
        assert headers["Idempotency-Key"] == "case:1:sms"
        assert sent["to"] == ["09121234567"]
        assert sent["text"] == MESSAGE["body"]  # a value's own braces are not filled
        assert sent["number"].isdecimal()

    def test_form_and_headers(self, provider):
        options = {"format": "form", "headers": {"X-Key": "secret"}, "body": {"receptor": "{recipient}", "m": "{body}"}}
        self.gateway(provider, **options).send(**MESSAGE)
        _method, _path, headers, content = provider.requests[0]
        assert headers["X-Key"] == "secret"
        assert content.startswith("receptor=09121234567&m=%D8%B3")

    def test_everything_in_the_address(self, provider):
        url = provider.url + "?to={recipient}&text={body}"
        self.gateway(provider, url=url, method="GET", format="none", body=None).send(**{**MESSAGE, "body": "a&to=1 b"})
        assert provider.requests[0][1] == "/send?to=09121234567&text=a%26to%3D1%20b"

    @pytest.mark.parametrize(
        ("status", "failure"),
        [(500, TemporaryFailure), (503, TemporaryFailure), (429, TemporaryFailure), (401, TemporaryFailure),
         (400, PermanentFailure), (422, PermanentFailure), (302, PermanentFailure)],
    )  # fmt: skip
    def test_refusals(self, provider, status, failure):
        provider.status = status
        with pytest.raises(failure) as caught:
            self.gateway(provider).send(**MESSAGE)
        assert str(status) in str(caught.value)
        assert len(provider.requests) == 1  # a redirect is not followed

    def test_a_provider_that_answers_200_to_everything(self, provider):
        provider.answer = {"return": {"status": 411}}
        with pytest.raises(PermanentFailure):
            self.gateway(provider, ok_path="return.status", ok_value=200).send(**MESSAGE)
        provider.answer = {"return": {"status": 200}}
        assert self.gateway(provider, ok_path="return.status", ok_value=200).send(**MESSAGE) == ""

    def test_an_answer_that_is_no_json_has_no_id(self, provider):
        provider.answer = b"<html>"
        assert self.gateway(provider, id_path="a.b").send(**MESSAGE) == ""

    def test_no_answer_tells_no_address(self):
        with socket.socket() as closed:
            closed.bind(("127.0.0.1", 0))
            url = f"http://127.0.0.1:{closed.getsockname()[1]}/v1/API-KEY/send"
        gateway = HttpGateway(url=url, body={"to": "{recipient}", "text": "{body}"})
        with pytest.raises(TemporaryFailure) as caught:
            gateway.send(**MESSAGE)
        assert "API-KEY" not in str(caught.value)
