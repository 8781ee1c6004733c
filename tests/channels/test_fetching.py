"""Downloads that strangers point at: only the provider's own hosts, only public addresses, only so much and so long."""

import asyncio
import ipaddress
import socket
from collections.abc import AsyncIterator
from typing import Any

import pytest

from channels.channel import MediaError
from channels.fetching import Fetcher, Hosts, is_public
from channels.simulator.server import LoopbackServer

SECRET = {"Authorization": "Bearer secret"}


class Files:
    """A loopback file server: `answers` by path are (status, headers, body chunks, seconds between them)."""

    def __init__(self) -> None:
        self.answers: dict[str, tuple[int, dict[str, str], list[bytes], float]] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.server = LoopbackServer(self, "127.0.0.1", 0)

    def serve(self, path: str, body: bytes = b"", *, status: int = 200, wait: float = 0, **headers: str) -> str:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers[path] = (status, named, [body[i : i + 1000] for i in range(0, len(body), 1000)], wait)
        return self.server.base + path

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        self.asked.append((scope["path"], headers))
        status, more, chunks, wait = self.answers.get(scope["path"], (404, {}, [], 0.0))
        raw = [(name.encode(), value.encode()) for name, value in more.items()]
        await send({"type": "http.response.start", "status": status, "headers": raw})
        for chunk in chunks:
            await asyncio.sleep(wait)
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await send({"type": "http.response.body", "body": b""})


@pytest.fixture
async def files() -> AsyncIterator[Files]:
    files = Files()
    await files.server.open()
    yield files
    await files.server.close()


def fetcher(files: Files, *, timeout: float = 5.0) -> Fetcher:
    hosts = Hosts(files.server.base, "api.twilio.com", secret=(".twilio.com",), open=(".twiliocdn.com",))
    return Fetcher(hosts, SECRET, timeout)


def real() -> Fetcher:
    hosts = Hosts(
        "https://api.twilio.com", "api.twilio.com", secret=(".twilio.com",), open=(".twiliocdn.com", "localhost")
    )
    return Fetcher(hosts, SECRET, 2.0)


async def refused(promise: Any) -> MediaError:
    with pytest.raises(MediaError) as caught:
        await promise
    return caught.value


async def test_a_file_at_the_api_base_arrives_with_credentials(files: Files) -> None:
    url = files.serve("/f", b"x" * 2500, content_type="image/png")
    fetched = await fetcher(files).fetch(url, max_bytes=2500)
    assert (fetched.content, fetched.claimed_mime) == (b"x" * 2500, "image/png")
    assert files.asked[0][1]["authorization"] == "Bearer secret"
    assert files.asked[0][1]["host"] == files.server.base.removeprefix("http://")


async def test_the_providers_urls_follow_an_overridden_base(files: Files) -> None:
    files.serve("/2010/Media/ME1", b"file")
    fetched = await fetcher(files).fetch("https://api.twilio.com/2010/Media/ME1", max_bytes=10)
    assert fetched.content == b"file"


async def test_redirects_are_followed_on_listed_hosts_only(files: Files) -> None:
    files.serve("/cdn", b"file")
    url = files.serve("/a", status=307, location="https://media.twiliocdn.com/cdn")
    assert (await fetcher(files).fetch(url, max_bytes=10)).content == b"file"
    url = files.serve("/b", status=302, location="/cdn")
    assert (await fetcher(files).fetch(url, max_bytes=10)).content == b"file"


@pytest.mark.parametrize(
    "location",
    [
        "http://169.254.169.254/latest/meta-data/",
        "http://127.0.0.1:1/",
        "file:///etc/passwd",
        "gopher://127.0.0.1:6379/_FLUSHALL",
        "//evil.example.org/x",
        "http://media.twiliocdn.com.evil.example.org/x",
    ],
)
async def test_redirects_elsewhere_are_refused(files: Files, location: str) -> None:
    url = files.serve("/a", status=302, location=location)
    assert (await refused(fetcher(files).fetch(url, max_bytes=10))).permanent
    assert len(files.asked) == 1


async def test_redirects_in_a_circle_end(files: Files) -> None:
    url = files.serve("/a", status=302, location="/a")
    assert (await refused(fetcher(files).fetch(url, max_bytes=10))).permanent
    assert len(files.asked) < 10


@pytest.mark.parametrize(
    "url",
    [
        "http://169.254.169.254/latest/meta-data/",
        "http://[fd00:ec2::254]/",
        "http://127.0.0.1:22/",
        "http://localhost/",
        "http://2130706433/",
        "http://0x7f.1/",
        "https://user:pass@api.twilio.com/x",
        "https://api.twilio.com@evil.example.org/x",
        "https://api.twilio.com:8443/x",
        "http://api.twilio.com/x",
        "https://evilapi.twilio.com.example.org/x",
        "https://eviltwilio.com/x",
        "ftp://api.twilio.com/x",
        "file:///etc/passwd",
        "www.contoso.com",
        "https://api.twilio.com\\@evil.example.org/",
        "https:///x",
        "",
        "\ud800",
        "https://[::1",
    ],
)
async def test_urls_that_lead_astray_are_refused_unasked(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async def nobody(*args: Any, **kwargs: Any) -> Any:
        raise AssertionError("a name was looked up")

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", nobody)
    error = await refused(real().fetch(url, max_bytes=10))
    assert error.permanent
    assert "evil" not in str(error)


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "10.0.0.7", "169.254.169.254", "::1", "::ffff:10.0.0.7", "fe80::1%lo"]
)
async def test_a_listed_name_with_a_private_address_is_refused(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    answers: list[Any] = [
        (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.216.34", 443)),
        (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443)),
    ]

    async def resolve(*args: Any, **kwargs: Any) -> Any:
        return answers

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", resolve)
    assert (await refused(real().fetch("https://api.twilio.com/x", max_bytes=10))).permanent


async def test_the_checked_address_is_the_one_connected_to(files: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that resolves differently the second time (DNS rebinding) gains nothing: there is no second time."""
    port = int(files.server.base.rpartition(":")[2])
    lookups: list[str] = []

    async def resolve(host: str, *args: Any, **kwargs: Any) -> Any:
        lookups.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", resolve)
    files.serve("/f", b"file")
    hosts = Hosts(f"http://files.example.org:{port}", "api.twilio.com", secret=())
    fetched = await Fetcher(hosts, SECRET).fetch(f"http://files.example.org:{port}/f", max_bytes=10)
    assert fetched.content == b"file"
    assert lookups == ["files.example.org"]
    assert files.asked[0][1]["host"] == f"files.example.org:{port}"


def test_credentials_go_to_the_providers_own_hosts_alone() -> None:
    hosts = real().hosts
    assert hosts.trusted(hosts.moved("https://api.twilio.com/x"))
    assert hosts.trusted(hosts.moved("https://mcs.us1.twilio.com/x"))
    assert not hosts.trusted(hosts.moved("https://media.twiliocdn.com/x"))
    assert not hosts.trusted(hosts.moved("https://eviltwilio.com/x"))


async def test_too_large_is_refused_before_and_while_it_arrives(files: Files) -> None:
    declared = files.serve("/declared", b"x" * 2000, content_length="2000")
    assert (await refused(fetcher(files).fetch(declared, max_bytes=1999))).permanent
    streamed = files.serve("/streamed", b"x" * 50_000)
    assert (await refused(fetcher(files).fetch(streamed, max_bytes=1999))).permanent


async def test_a_compressed_answer_is_not_blown_up(files: Files) -> None:
    """Bytes count as they arrive: a bomb stays as small as it was sent."""
    url = files.serve("/z", b"\x1f\x8b" + b"0" * 100, content_encoding="gzip")
    fetched = await fetcher(files).fetch(url, max_bytes=200)
    assert len(fetched.content) == 102
    assert files.asked[0][1]["accept-encoding"] == "identity"


async def test_a_slow_trickle_ends(files: Files) -> None:
    url = files.serve("/slow", b"x" * 20_000, wait=0.1)
    assert not (await refused(fetcher(files, timeout=0.4).fetch(url, max_bytes=30_000))).permanent


@pytest.mark.parametrize(("status", "permanent"), [(404, False), (401, False), (500, False), (410, True), (400, True)])
async def test_refusals_say_whether_to_try_again(files: Files, status: int, permanent: bool) -> None:
    url = files.serve("/f", status=status)
    assert (await refused(fetcher(files).fetch(url, max_bytes=10))).permanent is permanent


async def test_a_dead_host_may_come_back(files: Files) -> None:
    await files.server.close()
    assert not (await refused(fetcher(files).fetch(files.server.base + "/f", max_bytes=10))).permanent


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1::1", True),
        ("10.1.2.3", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("::", False),
        ("::ffff:127.0.0.1", False),
        ("2002:7f00:1::", False),
        ("64:ff9b::a00:1", False),
        ("64:ff9b::5db8:d822", True),
        ("fc00::1", False),
    ],
)
def test_public_addresses(address: str, public: bool) -> None:
    assert is_public(ipaddress.ip_address(address)) is public
