"""The parts of the public page that decide without drawing, asked directly in a real browser."""

from tests.e2e.visitor import Visit


async def test_events_are_read_however_the_stream_is_cut(visit: Visit) -> None:
    """Every cut in two places of a stream with heartbeats, both line ends and a multi-line event."""
    script = """async () => {
        const { EventParser } = await import("/webchat/static/stream.js");
        const stream = "retry: 2000\\n\\n: alive\\n\\nevent: typing\\ndata: {}\\n\\n" +
            "id: 1\\r\\ndata: a\\r\\ndata: b\\r\\n\\r\\n";
        const seen = new Set();
        for (let i = 0; i <= stream.length; i += 1)
            for (let j = i; j <= stream.length; j += 1) {
                const parser = new EventParser();
                const parts = [stream.slice(0, i), stream.slice(i, j), stream.slice(j)];
                seen.add(JSON.stringify(parts.flatMap((part) => parser.push(part))));
            }
        return [...seen].map((events) => JSON.parse(events));
    }"""
    expected = [{"event": "typing", "data": "{}"}, {"event": "message", "id": "1", "data": "a\nb"}]
    assert await visit.page.evaluate(script) == [expected]


async def test_the_transcript_is_the_same_in_whatever_order_news_arrive(visit: Visit) -> None:
    """Echo, acknowledgement and replay of two own messages and an answer, in every order, each once or twice."""
    script = """async () => {
        const { Transcript } = await import("/webchat/static/transcript.js");
        const at = "2026-11-23T12:00:00Z";
        const own = (client_id, seq) => ({ client_id, seq, at, author: "visitor", text: client_id });
        const news = [
            (t) => t.receive(own("a", 1)), (t) => t.accept("a", 1), (t) => t.receive({ seq: 2, at, author: "bot" }),
            (t) => t.receive(own("b", 3)), (t) => t.accept("b", 3), (t) => t.receive(own(null, 3)),
        ];
        const without = (left, one) => left.filter((other) => other !== one);
        const startingWith = (one, left) => orders(without(left, one)).map((rest) => [one, ...rest]);
        const orders = (left) => left.length ? left.flatMap((one) => startingWith(one, left)) : [[]];
        const seen = new Set();
        for (const order of orders(news)) {
            const transcript = new Transcript();
            for (const client_id of ["a", "b"]) transcript.add({ client_id, text: client_id, at }, "sending");
            for (const tell of [...order, order[0]]) tell(transcript);
            seen.add(JSON.stringify(transcript.entries().map(({ seq, author, state }) => [seq, author, state])));
        }
        return [...seen].map((entries) => JSON.parse(entries));
    }"""
    assert await visit.page.evaluate(script) == [[[1, "visitor", "sent"], [2, "bot", None], [3, "visitor", "sent"]]]
