/** Where tables write on a case, as the protocol names the sheets. */
import type { CaseQuestion, ItemId, Lens, Service } from '../../protocol/protocol.ts';
import type { MessageId } from '../../i18n/i18n.ts';

export interface Column {
  sheet: string;
  /** Whose column it is, where there is one for each service. */
  service?: Service;
}

/** The sheets of a question: one, or a column for each service. */
export function columnsOf(caseId: ItemId, question: CaseQuestion, services: readonly Service[]): Column[] {
  const sheet = `${caseId}.${question.id}`;
  if (question.lens !== 'contribution') return [{ sheet }];
  return services.map((service) => ({ sheet: `${sheet}.${service.id}`, service }));
}

/** Where a table records what it does not agree on in a part. */
export const differSheet = (part: ItemId): string => `${part}.we_differ`;

export const LENS_WORDS = {
  contribution: 'lens-contribution',
  values: 'lens-values',
  conflict: 'lens-conflict',
} as const satisfies Record<Lens, MessageId>;
