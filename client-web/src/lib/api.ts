/** The few things that are asked for outside a room's connection. */
import type { Modality, Phase, Service } from './protocol/protocol.ts';

/** A room, as somebody at its door sees it. */
export interface RoomCard {
  title: string;
  facilitators: string[];
  /** Whether whoever joins now knocks. */
  locked: boolean;
  phase: Phase;
  services: Service[];
  lang: string;
  retention_days: number;
}

/** Somebody at the door. */
export interface Joining {
  code: string;
  name: string;
  service: string;
  profession?: string;
  modality: Modality;
  /** The same for every attempt of one form, so that an answer that was lost does not seat somebody twice. */
  device: string;
}

/** What joining or redeeming a link gives: a token, and what to call the place. */
export interface Entry {
  token: string;
  code: string;
  title: string;
  name?: string;
}

/** What opening a room gives: its code, and the secrets of its desk and its display. */
export interface Opened {
  code: string;
  facilitator: string;
  display: string;
}

/** Ways to spend the time, from the pack. */
export interface PackCard {
  id: string;
  title: string;
  presets: { id: string; title: string; total_minutes: number }[];
}

/** How rooms can be opened on this server. */
export interface OpeningRules {
  /** Whether it takes the server's own key. */
  key_needed: boolean;
  packs: PackCard[];
}

export interface OpeningRoom {
  title: string;
  name: string;
  pack?: string;
  preset?: string;
}

/** Why something was not done: the server's word and sentence, or that it could not be reached. */
export class ApiError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }

  get unreachable(): boolean {
    return this.code === 'unreachable';
  }
}

const TIMEOUT_MS = 15_000;

/** Asks for something, as whoever the token is. `read` takes what is wanted from a good answer. */
export async function call<T>(
  method: 'GET' | 'POST',
  path: string,
  body?: unknown,
  token?: string,
  read = (response: Response): Promise<unknown> => response.json(),
): Promise<T> {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), TIMEOUT_MS);
  try {
    const response = await fetch(path, {
      method,
      cache: 'no-store',
      signal: abort.signal,
      ...(body !== undefined && { body: JSON.stringify(body) }),
      headers: {
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
        ...(token !== undefined && { Authorization: `Bearer ${token}` }),
      },
    });
    if (response.ok) return (await read(response)) as T;
    const { code = 'unknown', message = '' } = (await response.json()) as { code?: string; message?: string };
    throw new ApiError(code, message);
  } catch (error) {
    throw error instanceof ApiError ? error : new ApiError('unreachable', '');
  } finally {
    clearTimeout(timer);
  }
}

export const lookUpRoom = (code: string) => call<RoomCard>('GET', `/api/rooms/${encodeURIComponent(code)}`);
export const joinRoom = (joining: Joining) => call<Entry>('POST', '/api/join', joining);
export const openingRules = () => call<OpeningRules>('GET', '/api/packs');
/** Opens a room; `key` is the server's own secret, where it asks for one. */
export const openRoom = (opening: OpeningRoom, key?: string) =>
  call<Opened>('POST', '/api/rooms', opening, key);
/** Redeems a link that moves somebody to this device, a new way in, or, with a name, an invitation to facilitate. */
export const redeem = (token: string, name?: string) =>
  call<Entry>('POST', '/api/redeem', { token, ...(name !== undefined && { name }) });

/** Keeps what was derived from somebody's return code; `replace` another that they had. */
export const keepReturnCode = (seat: string, token: string, replace: boolean) =>
  call<object>('POST', '/api/return-code', { token, replace }, seat);

/** A link that brings somebody to another device, and its picture. */
export interface DeviceLink {
  link: string;
  /** An SVG, if the server draws one. */
  qr?: string;
}

/** Makes a link that brings whoever the token is to another device. */
export const deviceLink = (token: string) =>
  call<DeviceLink>('POST', '/api/links', { kind: 'device' }, token);

/** Where the picture of a room's QR code is. */
export const qrPath = (code: string) => `/api/rooms/${encodeURIComponent(code)}/qr.svg`;
