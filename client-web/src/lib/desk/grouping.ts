/** Words for how people will sit. */
import { t, type MessageId } from '../i18n/i18n.ts';
import type { MixedKind, Warning } from '../protocol/protocol.ts';
import type { Desk } from './desk.svelte.ts';

const MIXES = {
  full: 'desk-mix-full',
  large_tables: 'desk-mix-large',
  lone_rep: 'desk-mix-lone',
  lone_rep_large: 'desk-mix-lone',
  fishbowl: 'desk-mix-fishbowl',
  needs_decision: 'desk-mix-decision',
  split: 'desk-mix-split',
  rotating: 'desk-mix-rotating',
  one_service: 'desk-mix-one',
  empty: 'desk-mix-empty',
} as const satisfies Record<MixedKind, MessageId>;

/** How well mixed tables mix. */
export function mixWords(kind: MixedKind): string {
  return t(MIXES[kind]);
}

/** What the facilitator should know before people sit down. */
export function groupWarning(warning: Warning, desk: Desk): string {
  switch (warning.kind) {
    case 'lone_representatives':
      return t('desk-warn-lone', { service: desk.serviceName(warning.service), tables: warning.tables });
    case 'unrepresented':
      return t('desk-warn-unrepresented', {
        service: desk.serviceName(warning.service),
        tables: warning.tables,
      });
    case 'one_service_only':
      return t('desk-warn-one', { service: desk.serviceName(warning.service) });
    case 'nobody_to_correct':
      return t('desk-warn-nobody', {
        author: desk.serviceName(warning.author),
        target: desk.serviceName(warning.target),
      });
    case 'table_host':
      return t('desk-warn-host', { group: desk.groupName(warning.group) });
    case 'lone_remote':
      return t('desk-warn-remote', { group: desk.groupName(warning.group) });
    case 'wishes_unmet':
      return t('desk-warn-wishes', { wishes: warning.wishes });
  }
}
