/** A distribution of votes as rows of a chart. */
import { choiceOfKey, keyOfChoice } from '../names.ts';
import type { Choice, Distribution, Service, ServiceId } from '../protocol/protocol.ts';

export interface TallyRow {
  key: string;
  /** Whom the votes name; none is "not sure". */
  choice: Choice;
  count: number;
  /** How many voters of each service, where that may be shown. */
  from: { service: Service; count: number }[];
}

const UNSURE = keyOfChoice([]);

/**
 * The rows: each service, all together, what else was chosen, and "not sure" last. The first and the last are
 * there with nobody too, so that the chart has the same shape for every quote.
 */
export function tallyRows(
  { counts, by_service }: Extract<Distribution, { type: 'shown' }>,
  services: readonly Service[],
): TallyRow[] {
  const ids = services.map(({ id }) => id);
  const all = keyOfChoice(ids);
  const others = Object.keys(counts).filter((key) => key !== UNSURE && key !== all && !ids.includes(key));
  const fixed = ids.length > 1 ? [...ids, all] : ids;
  const from = (key: string) =>
    services
      .map((service) => ({ service, count: by_service?.[service.id as ServiceId]?.[key] ?? 0 }))
      .filter(({ count }) => by_service !== undefined && count > 0);
  return [...fixed, ...others.sort(), UNSURE].map((key) => ({
    key,
    choice: choiceOfKey(key),
    count: counts[key] ?? 0,
    from: from(key),
  }));
}
