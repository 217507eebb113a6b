/** Links that let somebody in: another facilitator, the display, or a participant whose device is gone. */
import { ApiError } from '../api.ts';
import type { ParticipantId } from '../protocol/protocol.ts';

export type LinkRequest =
  { kind: 'invite' } | { kind: 'display' } | { kind: 'way_in'; participant: ParticipantId };

export interface Link {
  link: string;
  expires_at?: number;
  /** A picture of it, as SVG. */
  qr: string;
}

/** Asks the server for a link, as the facilitator whose token this is. */
export async function makeLink(token: string, request: LinkRequest): Promise<Link> {
  const response = await fetch('/api/links', {
    method: 'POST',
    cache: 'no-store',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify(request),
  }).catch(() => {
    throw new ApiError('unreachable', '');
  });
  const answer: unknown = await response.json().catch(() => ({}));
  if (response.ok) return answer as Link;
  const { code = 'unknown', message = '' } = answer as { code?: string; message?: string };
  throw new ApiError(code, message);
}

/** A picture that came as text, as an address that an image can show. */
export function pictureOf(svg: string): string {
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}
