/** Words that the desk and the display share. */
import type { MessageId } from '../i18n/i18n.ts';
import type { GroupId, Mark, Service, ServiceId, Tap } from '../protocol/protocol.ts';

/** Groups in the order in which people look for them: by service, then by number. */
export function groupsInOrder<G extends { number: number; service?: ServiceId }>(
  groups: { [id in GroupId]: G },
  services: readonly Service[],
): [GroupId, G][] {
  const place = (group: G) => services.findIndex(({ id }) => id === group.service);
  return Object.entries(groups).sort(([, a], [, b]) => place(a) - place(b) || a.number - b.number);
}

export const MARK_WORDS = {
  right: 'mark-word-right',
  partly: 'mark-word-partly',
  not_right: 'mark-word-not-right',
  depends_locally: 'mark-word-depends-locally',
  we_differ: 'mark-word-we-differ',
} as const satisfies Record<Mark, MessageId>;

export const TAP_WORDS = {
  surprised: 'tap-word-surprised',
  still_differ: 'tap-word-still-differ',
  check_later: 'tap-word-check-later',
} as const satisfies Record<Tap, MessageId>;
