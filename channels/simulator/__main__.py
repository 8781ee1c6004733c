"""`python -m channels.simulator --port 9000 --gateway http://127.0.0.1:8000`: the providers, until stopped."""

import argparse
import asyncio
import signal
import sys

import uvloop

from channels.simulator.simulator import Simulator


def main() -> None:
    """Serve and print the variables to start a gateway with."""
    parser = argparse.ArgumentParser(prog="python -m channels.simulator", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=9000)
    parser.add_argument("--gateway", default="http://127.0.0.1:8000", help="where webhooks are posted")
    parser.add_argument(
        "--public-url", default=None, help="what Twilio's webhooks are signed for; default: the gateway"
    )
    arguments = parser.parse_args()
    uvloop.run(_serve(arguments))


async def _serve(arguments: argparse.Namespace) -> None:
    over = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, over.set)
    simulator = Simulator(
        gateway=arguments.gateway, public_url=arguments.public_url, host=arguments.host, port=arguments.port
    )
    async with simulator:
        lines = [f"{name}={value}" for name, value in simulator.environment().items()]
        sys.stdout.write("\n".join([f"# the simulated providers are at {simulator.base}", *lines, ""]))
        sys.stdout.flush()
        await over.wait()


if __name__ == "__main__":
    main()
