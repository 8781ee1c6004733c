"""Templates as the providers list them."""

import pytest

from channels.simulator import Simulator
from channels.templates import filled, variables_of
from channels.twilio.channel import twilio_channels
from channels.twilio.config import TwilioConfig
from channels.whatsapp_cloud.channel import WhatsAppCloudChannel
from channels.whatsapp_cloud.config import WhatsAppCloudConfig
from channels.whatsapp_cloud.templates import read_template


async def test_meta_lists_templates_with_their_words_and_standing() -> None:
    async with Simulator() as simulator:
        own, variables = simulator.credentials, simulator.environment()
        channel = WhatsAppCloudChannel(
            WhatsAppCloudConfig(
                own.whatsapp_phone_number_id,
                own.whatsapp_access_token,
                own.whatsapp_app_secret,
                api_base=variables["WHATSAPP_API_BASE"],
                business_account_id=variables["WHATSAPP_BUSINESS_ACCOUNT_ID"],
            )
        )
        found = {t.name: t for t in await channel.templates()}
        await channel.close()
    follow_up, greeting = found["follow_up"], found["greeting"]
    assert (follow_up.status, follow_up.category, follow_up.variables) == ("approved", "utility", ("1", "2"))
    assert follow_up.parts["buttons"] == ["نعم"]
    assert (greeting.status, greeting.reason) == ("rejected", "INVALID_FORMAT")


async def test_twilio_lists_what_was_put_up_for_approval() -> None:
    async with Simulator() as simulator:
        own, base = simulator.credentials, simulator.environment()["TWILIO_API_BASE"]
        config = TwilioConfig(
            own.twilio_account_sid,
            own.twilio_auth_token,
            sms_from=own.twilio_sms_from,
            whatsapp_from=own.twilio_whatsapp_from,
            api_base=base,
        )
        world = simulator.world
        for name in ("follow_up", None):
            sid = world.sid("HX")
            types = {"twilio/quick-reply": {"body": "أهلًا {{1}}", "actions": [{"title": "نعم"}]}}
            world.contents[sid] = {"sid": sid, "friendly_name": name, "language": "ar", "variables": {}, "types": types}
        sms, whatsapp = twilio_channels(config)
        [found] = await whatsapp.templates()
        assert await sms.templates() == []
        for channel in (sms, whatsapp):
            await channel.close()
    assert (found.title, found.status, found.variables) == ("follow_up", "approved", ("1",))
    assert found.parts == {"body": "أهلًا {{1}}", "buttons": ["نعم"]}


@pytest.mark.parametrize("item", [None, 5, {}, {"name": "x"}, {"name": "x", "components": "no"}, {"components": [{}]}])
def test_what_is_no_template_is_passed_over(item: object) -> None:
    assert read_template(item) is None


def test_variables_are_filled_in_their_order() -> None:
    assert variables_of("{{2}} {{10}} {{ 1 }} {{2}} {{name}}") == ("1", "2", "10", "name")
    assert filled("{{1}}، {{2}}، {{3}}", ("1", "2"), ("أ", "{{3}}")) == "أ، {{3}}، {{3}}"
