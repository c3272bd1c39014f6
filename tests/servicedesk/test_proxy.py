"""The proxy configuration of the docs: nginx takes it, and no half-sent request reaches the application."""

import socket
import ssl
import subprocess
import threading
from contextlib import ExitStack, closing
from http.client import HTTPSConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

pytestmark = pytest.mark.nginx
CONFIGURATION = Path(__file__).resolve().parents[2] / "docs" / "nginx.conf"


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Application(BaseHTTPRequestHandler):
    """What stands behind the proxy: counts who reaches it, and tells what it was told."""

    reached = 0

    def do_POST(self) -> None:
        type(self).reached += 1
        self.rfile.read(int(self.headers["Content-Length"]))
        answer = f"{self.headers['X-Forwarded-For']} {self.headers['X-Forwarded-Proto']}".encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *args: object) -> None:
        """Silent."""


@pytest.fixture
def configured(tmp_path):
    """The configuration with this machine's ports and a certificate; what nginx is started with."""
    key, certificate = tmp_path / "key.pem", tmp_path / "fullchain.pem"
    subject = ["-subj", "/CN=miz.example", "-days", "2", "-nodes", "-newkey", "rsa:2048"]
    made = ["openssl", "req", "-x509", *subject, "-keyout", str(key), "-out", str(certificate)]
    subprocess.run(made, check=True, capture_output=True)
    application, plain, tls = free_port(), free_port(), free_port()
    text = CONFIGURATION.read_text()
    for written, here in {
        "127.0.0.1:8000": f"127.0.0.1:{application}",
        "listen 80;": f"listen 127.0.0.1:{plain};",
        "listen 443 ssl;": f"listen 127.0.0.1:{tls} ssl;",
        "/etc/miz/tls/": f"{tmp_path}/",
        "/srv/miz/var/": f"{tmp_path}/",
    }.items():
        assert written in text, written
        text = text.replace(written, here)
    folders = "".join(
        f"{name}_temp_path {tmp_path}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    main = tmp_path / "main.conf"
    main.write_text(
        f"daemon off; master_process off; pid {tmp_path}/nginx.pid; error_log {tmp_path}/error.log;"
        f" events {{}} http {{ access_log off; {folders} {text} }}"
    )
    return ["nginx", "-p", str(tmp_path), "-e", str(tmp_path / "error.log"), "-c", str(main)], application, tls


def test_nginx_takes_it(configured):
    command, _application, _tls = configured
    checked = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr


def test_half_sent_requests_reach_nobody(configured):
    command, port, tls = configured
    Application.reached = 0
    unchecked = ssl.create_default_context()
    unchecked.check_hostname, unchecked.verify_mode = False, ssl.CERT_NONE
    with ExitStack() as stack:
        behind = stack.enter_context(ThreadingHTTPServer(("127.0.0.1", port), Application))
        threading.Thread(target=behind.serve_forever, daemon=True).start()
        stack.callback(behind.shutdown)
        proxy = subprocess.Popen(command)
        stack.callback(proxy.wait)
        stack.callback(proxy.terminate)
        wait_for(tls, proxy)
        for _ in range(24):
            half = stack.enter_context(closing(socket.create_connection(("127.0.0.1", tls), 10)))
            half = stack.enter_context(unchecked.wrap_socket(half))
            half.sendall(b"POST / HTTP/1.1\r\nHost: miz.example\r\nContent-Length: 1000\r\n\r\nhalf")
        client = stack.enter_context(closing(HTTPSConnection("127.0.0.1", tls, timeout=20, context=unchecked)))
        client.request("POST", "/", b"whole", {"Host": "miz.example", "X-Forwarded-For": "10.9.8.7"})
        assert client.getresponse().read() == b"127.0.0.1 https", "what the visitor says of himself is not passed on"
        assert Application.reached == 1


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    """Until the port takes connections, or the process is gone."""
    while process.poll() is None:
        with closing(socket.socket()) as probe:
            probe.settimeout(1)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
    raise AssertionError("nginx ended")
