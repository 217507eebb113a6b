import type { Connect } from './link.ts';
import { EventStreamParser } from './sse.ts';

/**
 * The same protocol for networks that break WebSockets: the first frame, the hello, is posted and its response
 * is an event stream of what the server says; every later frame is posted on its own, one after another.
 */
export const connectStream: Connect = (events) => {
  const abort = new AbortController();
  const queue: string[] = [];
  let hello: { token: string; device: string } | undefined;
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
        if (!over) events.received(data);
      }
    }
  }

  async function drain(): Promise<void> {
    if (posting || !hello) return;
    posting = true;
    for (let frame = queue.shift(); frame !== undefined && !over; frame = queue.shift()) {
      const body = `{"token":${JSON.stringify(hello.token)},"device":${JSON.stringify(hello.device)},"message":${frame}}`;
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
      if (hello) {
        queue.push(text);
        drain().catch(end);
      } else {
        hello = JSON.parse(text) as { token: string; device: string };
        listen(text).then(end, end);
      }
    },
    close() {
      over = true;
      abort.abort();
    },
  };
};
