"""What is counted and measured, for Prometheus at /metrics. Labels never hold text, addresses or ids."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)


class Metrics:
    """One registry a process, so that tests and several gateways in one process do not mix."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.webhooks = self._counter("webhooks", "Webhook requests by how they ended", "channel", "outcome")
        self.events = self._counter("events", "Events read from webhooks", "channel", "kind")
        self.redeliveries = self._counter("redeliveries", "Events that came again, without effect", "channel")
        self.set_aside = self._counter("messages_set_aside", "Messages whose turn failed for good", "channel")
        self.intents = self._counter("intents", "Decisions of the NLU layer", "intent", "engine")
        self.engine_switches = self._counter("nlu_engine_switches", "Switches between the engines", "to")
        self.sends = self._counter("sends", "Send attempts by outcome", "channel", "outcome")
        self.statuses = self._counter("delivery_statuses", "Status callbacks", "channel", "status")
        self.media = self._counter("media", "Inbound files by how their fetch ended", "channel", "outcome")
        self.handoffs = self._counter("handoffs", "Conversations handed to people", "reason")
        self.deeds = self._counter("deeds", "Requests created and changed in conversation", "what")
        self.ack_seconds = self._histogram("webhook_seconds", "From request to acknowledgement", "channel")
        self.turn_seconds = self._histogram("turn_seconds", "From arrival to committed answer", "channel")
        self.send_seconds = self._histogram("send_seconds", "A provider's answer to a send", "channel")
        self.outbox = Gauge("tawasul_outbox", "Outbox rows by state", ["state"], registry=self.registry)
        self.pending = Gauge("tawasul_inbox_pending", "Events waiting for their turn", registry=self.registry)

    def _counter(self, name: str, text: str, *labels: str) -> Counter:
        return Counter(f"tawasul_{name}", text, labels, registry=self.registry)

    def _histogram(self, name: str, text: str, *labels: str) -> Histogram:
        return Histogram(f"tawasul_{name}", text, labels, buckets=_SECONDS, registry=self.registry)

    def exposition(self) -> bytes:
        return generate_latest(self.registry)
