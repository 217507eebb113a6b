import type { Connect } from './link.ts';
import { EventStreamParser } from './sse.ts';

/**
 * The same protocol for networks that break WebSockets: the first frame, the hello, is posted and its response
 * is an event stream of what the server says; every later frame is posted on its own, one after another.
 */
export const connectStream: Connect = (events) => {
  const abort = new AbortController();
  const queue: string[] = [];
  let greeted = false;
  /** What the server calls this stream; nothing can be posted before it says so. */
  let session: string | undefined;
  let posting = false;
  let over = false;

  function end(): void {
    if (over) return;
    over = true;
    abort.abort();
    events.closed();
  }

  function post(path: string, body: string): Promise<Response> {
    return fetch(path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body,
      cache: 'no-store',
      signal: abort.signal,
    });
  }

  async function listen(frame: string): Promise<void> {
    const response = await post('/api/stream', frame);
    if (!response.ok || !response.body) throw new Error(`the stream was refused: ${response.status}`);
    const reader = response.body.getReader();
    const decoder = new TextDecoder();
    const parser = new EventStreamParser();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      for (const data of parser.push(decoder.decode(value, { stream: true }))) {
        if (session === undefined) begin(data);
        else if (!over) events.received(data);
      }
    }
  }

  /** The first event names the stream. A goodbye in its place is passed on as it is. */
  function begin(data: string): void {
    const first = JSON.parse(data) as { type: string; session?: string };
    if (first.type === 'session') session = first.session;
    else events.received(data);
    drain().catch(end);
  }

  async function drain(): Promise<void> {
    if (posting || session === undefined) return;
    posting = true;
    for (let frame = queue.shift(); frame !== undefined && !over; frame = queue.shift()) {
      const body = `{"session":${JSON.stringify(session)},"message":${frame}}`;
      const response = await post('/api/send', body);
      if (!response.ok) throw new Error(`a message was refused: ${response.status}`);
    }
    posting = false;
  }

  // Like a socket, it opens later than it is made.
  queueMicrotask(() => {
    if (!over) events.opened();
  });

  return {
    send(text) {
      if (greeted) {
        queue.push(text);
        drain().catch(end);
      } else {
        greeted = true;
        listen(text).then(end, end);
      }
    },
    close() {
      over = true;
      abort.abort();
    },
  };
};
