"""Talk to Meta's Graph API: one client, one funnel in which every outcome becomes an answer or a SendError."""

from collections.abc import Mapping
from typing import Any

import httpx
import orjson

from channels.channel import Ambiguous
from channels.connecting import Connections, Limits, keep_secrets_out_of_logs
from channels.outcomes import lost
from channels.whatsapp_cloud.codes import error_of
from channels.whatsapp_cloud.config import WhatsAppCloudConfig


class GraphApi:
    """A pooled client with the access token."""

    def __init__(self, config: WhatsAppCloudConfig, transport: httpx.AsyncBaseTransport | None = None) -> None:
        keep_secrets_out_of_logs()
        self._base = config.api_base.rstrip("/")
        self._client = httpx.AsyncClient(
            headers={"Authorization": f"Bearer {config.access_token}"},
            transport=transport or Connections(Limits(config.timeout, config.connect_timeout, config.connections)),
            trust_env=False,
        )

    async def get(self, path: str, **params: str) -> Mapping[str, Any]:
        return await self._call(self._client.build_request("GET", f"{self._base}/{path}", params=params))

    async def post(self, path: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
        headers = {"Content-Type": "application/json"}
        url = f"{self._base}/{path}"
        return await self._call(self._client.build_request("POST", url, content=orjson.dumps(body), headers=headers))

    async def upload(self, path: str, content: bytes, filename: str, mime: str) -> Mapping[str, Any]:
        data, files = {"messaging_product": "whatsapp", "type": mime}, {"file": (filename, content, mime)}
        return await self._call(self._client.build_request("POST", f"{self._base}/{path}", data=data, files=files))

    async def _call(self, request: httpx.Request) -> Mapping[str, Any]:
        """The JSON object of a 2xx answer. Raises SendError."""
        try:
            response = await self._client.send(request)
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            raise lost(error) from None
        try:
            answer = orjson.loads(response.content)
        except orjson.JSONDecodeError:
            answer = None
        if not response.is_success:
            raise error_of(response.status_code, response.headers, answer)
        if not isinstance(answer, dict):
            raise Ambiguous("an answer that cannot be read")
        return answer

    async def close(self) -> None:
        await self._client.aclose()
