"""Staff's side of the HTTP service: who may call, and every route of the staff API."""

from datetime import timedelta

from fastapi import APIRouter, FastAPI

from bot.bootstrap import Gateway
from bot.console_inbox import conversation_routers
from bot.forms_shown import forms_shown
from bot.ingest import utc_now
from bot.routes import add_routes
from bot.settings import OidcSettings, Settings
from handoff import auth
from handoff.administration import Administration
from handoff.api.account import router as account_routes
from handoff.api.audit import router as audit_routes
from handoff.api.channels import router as channel_routes
from handoff.api.forms import router as form_routes
from handoff.api.holds import router as hold_routes
from handoff.api.people import router as people_routes
from handoff.api.privacy import router as privacy_routes
from handoff.api.request_exports import router as request_export_routes
from handoff.api.requests import router as request_routes
from handoff.api.session import Guard
from handoff.api.sign_in import router as sign_in_routes
from handoff.api.staff import router as staff_routes
from handoff.people import People
from handoff.privacy import Privacy
from storage.hints import staff_topic


def add_staff_api(app: FastAPI, gateway: Gateway) -> None:
    guard, passwords = build_guard(gateway), auth.Passwords()
    files = gateway.settings.env.data_dir / "files"
    db, vault = gateway.db, gateway.vault
    privacy = Privacy(vault, gateway.transfers, gateway.notifier)
    add_routes(
        app,
        *_sign_in(gateway, guard, passwords),
        account_routes(guard, auth.OwnAccount(db, vault, passwords)),
        form_routes(guard, forms_shown(gateway.dialogue.forms.forms.values())),
        request_export_routes(guard, gateway.workflow),
        request_routes(guard, gateway.workflow, files),
        *conversation_routers(gateway, guard),
        people_routes(guard, People(vault)),
        privacy_routes(guard, privacy, vault, files, gateway.erased.keep),
        hold_routes(guard, privacy),
        *gateway.office.routes(guard),
        *gateway.learning.routes(guard),
        staff_routes(guard, Administration(db, passwords)),
        audit_routes(guard),
        channel_routes(guard, gateway.channels, gateway.off),
    )


def _sign_in(gateway: Gateway, guard: Guard, passwords: auth.Passwords) -> list[APIRouter]:
    """By password, and by the identity provider where there is one."""
    sign_in = auth.SignIn(gateway.db, gateway.vault, passwords, guard.policy)
    given = gateway.settings.config.signing.oidc
    routes = [sign_in_routes(guard, sign_in, given.label if given else None)]
    return [*routes, _single_sign_on(gateway, guard, sign_in, passwords, given)] if given else routes


def _single_sign_on(
    gateway: Gateway, guard: Guard, sign_in: auth.SignIn, passwords: auth.Passwords, given: OidcSettings
) -> APIRouter:
    from handoff.api.oidc import router  # few have a provider, and its libraries take long to load
    from handoff.auth.oidc import Oidc, OidcConfig

    env = gateway.settings.env
    back = f"{env.own_url}/api/auth/oidc/callback"
    config = OidcConfig(given.issuer, given.client_id, env.oidc_client_secret, back, given.label, given.create_role)
    return router(guard, gateway.vault, sign_in, passwords, Oidc(config))


def build_guard(gateway: Gateway) -> Guard:
    own_url = gateway.settings.env.own_url
    return Guard(
        gateway.db,
        utc_now,
        secure_cookie=own_url.startswith("https://"),
        policy=policy(gateway.settings),
        own_url=own_url,
        on_ended=lambda staff_id: gateway.hints.notify(staff_topic(staff_id)),
    )


def policy(settings: Settings) -> auth.Policy:
    signing = settings.config.signing
    return auth.Policy(
        session=timedelta(hours=signing.session_hours),
        idle=timedelta(minutes=signing.idle_minutes),
        require_totp=frozenset(signing.require_totp),
    )
