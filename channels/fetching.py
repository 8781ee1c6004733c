"""Download files that messages point at, without being led astray (server-side request forgery).

A URL in a message is a stranger's word. Only hosts on the provider's list are asked, over HTTPS and its usual port;
the host's address is resolved once, must be public, and is the one connected to; every redirect is checked anew; the
provider's credentials go to the provider's own hosts alone; size and time are bounded while the bytes arrive. The one
exception is an API base other than the provider's: it is ours to choose, so it may be any host, even loopback.
"""

import asyncio
import ipaddress
import socket
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urljoin, urlsplit

import httpx

from channels.channel import Fetched, MediaError
from channels.connecting import tls

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MOST_REDIRECTS = 5
_GONE = frozenset({400, 405, 410, 413, 415, 451})
_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")  # NAT64: an IPv4 address in IPv6 clothes

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True, slots=True)
class Hosts:
    """Where a provider keeps files. A leading dot stands for every subdomain.

    `secret` hosts get the credentials, `open` hosts do not. With an `api_base` elsewhere than the provider's usual
    one, requests to any of these hosts go there instead.
    """

    api_base: str
    home: str
    secret: tuple[str, ...]
    open: tuple[str, ...] = ()

    def moved(self, url: str) -> SplitResult:
        """The URL with the API base in place of the provider's host, where that was overridden."""
        parts, base = urlsplit(url), urlsplit(self.api_base)
        known = _listed(parts.hostname or "", (*self.secret, *self.open))
        return parts._replace(scheme=base.scheme, netloc=base.netloc) if known and self.overridden else parts

    @property
    def overridden(self) -> bool:
        return urlsplit(self.api_base).hostname != self.home

    def at_base(self, parts: SplitResult) -> bool:
        """Whether a URL lies at an API base of our own choice."""
        base = urlsplit(self.api_base)
        same = (parts.scheme, parts.hostname, parts.port) == (base.scheme, base.hostname, base.port)
        return same and self.overridden

    def allowed(self, parts: SplitResult) -> bool:
        """Whether a URL may be asked at all: the API base itself, or a listed host by plain HTTPS, no user in it."""
        if parts.username or parts.password or not parts.hostname:
            return False
        usual = parts.scheme == "https" and parts.port in (None, 443)
        return self.at_base(parts) or (usual and _listed(parts.hostname, (*self.secret, *self.open)))

    def trusted(self, parts: SplitResult) -> bool:
        return self.at_base(parts) or _listed(parts.hostname or "", self.secret)


def _listed(host: str, names: Sequence[str]) -> bool:
    return any(host.endswith(name) if name.startswith(".") else host == name for name in names)


@dataclass(frozen=True, slots=True)
class Fetcher:
    """Downloads from one provider's hosts. `headers` carry the credentials."""

    hosts: Hosts
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    timeout: float = 30.0

    async def fetch(self, url: str, *, max_bytes: int) -> Fetched:
        """The file at the URL. Raises MediaError; its text never holds the URL, which may hold a token."""
        try:
            async with asyncio.timeout(self.timeout):
                return await self._follow(url, max_bytes)
        except (TimeoutError, httpx.HTTPError, OSError) as error:
            raise MediaError(type(error).__name__, permanent=False) from None
        except (ValueError, httpx.InvalidURL):
            raise MediaError("not a URL", permanent=True) from None

    async def _follow(self, url: str, max_bytes: int) -> Fetched:
        for _ in range(_MOST_REDIRECTS + 1):
            parts = self.hosts.moved(url)
            if not self.hosts.allowed(parts):
                raise MediaError("not one of the provider's hosts", permanent=True)
            answer = await self._ask(parts, max_bytes)
            if isinstance(answer, Fetched):
                return answer
            url = urljoin(parts.geturl(), answer)
        raise MediaError("too many redirects", permanent=True)

    async def _ask(self, parts: SplitResult, max_bytes: int) -> Fetched | str:
        """One request to the pinned address; -> the file, or where to look instead."""
        address = await _resolve(parts, public=not self.hosts.at_base(parts))
        host = f"[{address}]" if address.version == 6 else str(address)
        pinned = parts._replace(netloc=host if parts.port is None else f"{host}:{parts.port}", fragment="")
        headers = {"Host": parts.netloc, "Accept-Encoding": "identity"}
        headers |= self.headers if self.hosts.trusted(parts) else {}
        names = {"sni_hostname": parts.hostname} if parts.scheme == "https" else {}
        async with (
            httpx.AsyncClient(verify=tls(), trust_env=False, timeout=self.timeout) as client,
            client.stream("GET", pinned.geturl(), headers=headers, extensions=names) as response,
        ):
            if response.status_code in _REDIRECTS:
                return str(response.headers.get("location", ""))
            return await _read(response, max_bytes)


async def _resolve(parts: SplitResult, *, public: bool) -> Address:
    """The one address to connect to. Raises MediaError if any of the host's addresses is not public."""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    found = await asyncio.get_running_loop().getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    addresses = [ipaddress.ip_address(str(entry[4][0]).partition("%")[0]) for entry in found]
    if public and not all(is_public(address) for address in addresses):
        raise MediaError("the host's address is not public", permanent=True)
    return addresses[0]


def is_public(address: Address) -> bool:
    """Whether an address belongs to the open internet, also where an IPv4 address hides in an IPv6 one."""
    if isinstance(address, ipaddress.IPv6Address):
        hidden = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if hidden is None and address in _TRANSLATED:
            hidden = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if hidden is not None:
            return is_public(hidden)
    return address.is_global and not address.is_multicast


async def _read(response: httpx.Response, max_bytes: int) -> Fetched:
    """The body, refused as soon as it is known to be too large. Raises MediaError."""
    if response.status_code != 200:
        raise MediaError(f"HTTP {response.status_code}", permanent=response.status_code in _GONE)
    declared = response.headers.get("content-length", "")
    if declared.isdigit() and int(declared) > max_bytes:
        raise MediaError("larger than allowed", permanent=True)
    content = bytearray()
    async for chunk in response.aiter_raw():
        content += chunk
        if len(content) > max_bytes:
            raise MediaError("larger than allowed", permanent=True)
    return Fetched(bytes(content), response.headers.get("content-type"))
