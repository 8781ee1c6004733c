"""Check X-Twilio-Signature: Twilio's own validator over the exact public URL and every parameter as it came."""

from collections.abc import Mapping
from urllib.parse import urldefrag

from twilio.request_validator import HMAC_SHA1, RequestValidator, get_signature_algorithm

from channels.channel import BadSignature, MalformedUpdate, WebhookRequest
from channels.untrusted import load_form

_SIGNATURE = "x-twilio-signature"
_SETTINGS = "x-twilio-webhooks-signature-settings"


class _Form(dict[str, list[str]]):
    """A form with all values of a repeated name, in the shape the validator looks for."""

    getlist = dict.__getitem__


def check_signature(request: WebhookRequest, auth_token: str, shared_keys: Mapping[str, str]) -> None:
    """Raises BadSignature unless the account's token, or the shared key that the request names, signed it."""
    signature, settings = request.headers.get(_SIGNATURE, ""), request.headers.get(_SETTINGS, "")
    secret = _secret(settings, auth_token, shared_keys)
    if not secret or not signature or not _valid(request, secret, signature, get_signature_algorithm(settings)):
        raise BadSignature


def _secret(settings: str, auth_token: str, shared_keys: Mapping[str, str]) -> str:
    """The shared key that the settings header names, or the auth token where it names none; empty: unknown key."""
    for part in settings.split(","):
        name, _, value = part.partition("=")
        if name.strip() == "key":
            return shared_keys.get(value.strip(), "")
    return auth_token


def _valid(request: WebhookRequest, secret: str, signature: str, algorithm: str = HMAC_SHA1) -> bool:
    """A URL with bodySHA256 is signed alone and carries the body's hash; any other is signed with its form.

    A fragment (Twilio's retry overrides) is never sent nor signed.
    """
    try:
        params = request.body.decode() if "bodySHA256" in request.query else _Form(load_form(request.body))
        url = urldefrag(request.url).url
        return bool(RequestValidator(secret).validate(url, params, signature, algorithm))
    except (ValueError, MalformedUpdate):  # bytes that are no text, a URL that is none: not what Twilio signed
        return False
