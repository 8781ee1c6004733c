"""The channels' health over the staff API."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends

from channels.channel import Channel, ChannelError
from handoff import roles
from handoff.api.problems import answers, not_found, problem
from handoff.api.session import Guard
from handoff.api.views.administration import ChannelShown
from storage import audit, channel_health
from storage.channel_health import Check, Traffic
from storage.staff import SessionView

CHECK_S = 15.0
_DAY = timedelta(days=1)


def router(guard: Guard, channels: Mapping[str, Channel], off: Mapping[str, str]) -> APIRouter:
    """`off`: what each channel that is switched off lacks."""
    routes = APIRouter(prefix="/api/channels", tags=["administration"], responses=answers((403, "`not_allowed`")))
    Keeper = Annotated[SessionView, Depends(guard.may(roles.may_configure_desk))]  # noqa: N806 - a type

    @routes.get("")
    async def list_channels(_session: Keeper) -> list[ChannelShown]:
        """Every channel: whether it is on, how its last check went, and what it carries."""
        async with guard.db.read() as tx:
            checks = await channel_health.checks(tx)
            traffic = await channel_health.traffic(tx, guard.now() - _DAY)
        return [_shown(n, checks.get(n), traffic.get(n, Traffic())) for n in (*channels, *off)]

    @routes.post("/{name}/check", responses=answers((404, "`not_found`"), (409, "`channel_off`")))
    async def post_check(name: str, session: Keeper) -> ChannelShown:
        """Ask the provider whether our credentials hold."""
        if name in off:
            raise problem(409, "channel_off", f"This channel is off: it lacks {off[name]}.")
        if name not in channels:
            raise not_found()
        ok, detail = await checked(channels[name])
        check = Check(ok, detail, guard.now())
        async with guard.db.transaction() as tx:
            await channel_health.note_check(tx, name, check)
            await audit.note(tx, session.staff.id, "channel.check", f"channel:{name}", guard.now(), {"ok": ok})
            traffic = await channel_health.traffic(tx, guard.now() - _DAY)
        return _shown(name, check, traffic.get(name, Traffic()))

    def _shown(name: str, check: Check | None, traffic: Traffic) -> ChannelShown:
        return ChannelShown(
            name=name,
            on=name in channels,
            missing=off.get(name),
            ok=check.ok if check else None,
            detail=check.detail if check else None,
            checked_at=check.checked_at if check else None,
            last_inbound_at=traffic.last_inbound_at,
            pending=traffic.pending,
            failed_24h=traffic.failed,
            unknown=traffic.unknown,
        )

    return routes


async def checked(channel: Channel) -> tuple[bool, str]:
    """-> (whether the provider takes our credentials, a line for people)."""
    try:
        async with asyncio.timeout(CHECK_S):
            return True, await channel.check()
    except ChannelError as error:
        return False, str(error)[:500]
    except TimeoutError:
        return False, f"no answer within {CHECK_S:.0f} seconds"
