/** The parts of an action: what they are called, in the order in which they are written and read. */
import { t, type MessageId } from '../../i18n/i18n.ts';
import { capital } from '../../names.ts';
import type {
  ActionField,
  ActionView,
  ActionWarning,
  Materials,
  PlanStanding,
} from '../../protocol/protocol.ts';

export interface Field {
  field: ActionField;
  label: string;
  /** The most characters. */
  limit: number;
}

/** All parts but the day, an owner for each service among them. */
export function fieldsOf({ services }: Materials): Field[] {
  return [
    { field: 'action', label: t('action-action'), limit: 280 },
    { field: 'first_step', label: t('action-first-step'), limit: 280 },
    ...services.map(({ id, name }) => ({
      field: `owner.${id}` as const,
      label: t('action-owner', { service: capital(name) }),
      limit: 140,
    })),
    { field: 'measure', label: t('action-measure'), limit: 280 },
    { field: 'must_agree', label: t('action-must-agree'), limit: 140 },
  ];
}

/** What a card asks its table, kindly. */
export function warningWords(warning: ActionWarning, materials: Materials): string {
  switch (warning.type) {
    case 'vague':
      return t('action-vague', { words: warning.words });
    case 'no_date':
      return t('action-no-date');
    case 'no_owner':
      return t('action-no-owner');
    case 'one_service': {
      const others = materials.services.filter(({ id }) => id !== warning.service);
      return t('action-one-service', { service: others.map(({ name }) => name).join(', ') });
    }
  }
}

export const STANDINGS = {
  proposed: 'standing-proposed',
  accepted: 'standing-accepted',
  parked: 'standing-parked',
} as const satisfies Record<PlanStanding, MessageId>;

/** Actions in the order in which they are read out; those of tables that have not handed in by table. */
export function inOrder(
  actions: { [id: string]: ActionView },
  order: readonly string[],
): { id: string; action: ActionView }[] {
  const place = (id: string) => (order.includes(id) ? order.indexOf(id) : order.length);
  return Object.entries(actions)
    .map(([id, action]) => ({ id, action }))
    .sort(
      (a, b) =>
        place(a.id) - place(b.id) || a.action.table - b.action.table || a.action.number - b.action.number,
    );
}
