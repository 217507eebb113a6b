import type { Connect } from './link.ts';

/** The version of the protocol, asked for as a subprotocol. */
const SUBPROTOCOL = 'crosstracks.v1';

/** A WebSocket at `/ws`. */
export const connectWebSocket: Connect = (events) => {
  const url = new URL('/ws', location.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  let over = false;

  let socket: WebSocket;
  try {
    socket = new WebSocket(url.href, SUBPROTOCOL);
  } catch {
    // A policy of the browser forbids it. The caller does not have the link yet, so this comes a moment later.
    setTimeout(() => over || events.closed());
    return { send() {}, close: () => void (over = true) };
  }

  socket.onopen = () => events.opened();
  socket.onmessage = (event) => {
    if (typeof event.data === 'string' && !over) events.received(event.data);
  };
  socket.onclose = () => {
    if (!over) {
      over = true;
      events.closed();
    }
  };

  return {
    send: (text) => socket.send(text),
    close() {
      over = true;
      socket.close(1000);
    },
  };
};
