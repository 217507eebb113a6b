/** One attempt at a connection. The session over it, which survives many, is `socket.ts`. */

export interface LinkEvents {
  /** Frames can be sent. */
  opened(): void;
  /** A frame came. */
  received(text: string): void;
  /** It is over, or never began; called once, and not after `close`. */
  closed(): void;
}

export interface Link {
  send(text: string): void;
  close(): void;
}

/** Begins to connect at once. */
export type Connect = (events: LinkEvents) => Link;
