/** What in the room wants a facilitator: knocks, raised hands, groups that got too small. */
import type { Alert, DeskView, ParticipantId } from '../../lib/protocol/protocol.ts';

export type Want =
  | { key: string; type: 'knock'; participant: ParticipantId }
  | { key: string; type: 'help'; participant: ParticipantId }
  | { key: string; type: 'alert'; alert: Alert };

/** Nothing does once the session has ended. */
export function wanting({ people, alerts, phase }: DeskView): Want[] {
  if (phase === 'closed') return [];
  const all = Object.entries(people);
  const knocks = all.filter(([, person]) => person.standing === 'knocking');
  const hands = all.filter(([, person]) => person.standing === 'in' && person.help);
  return [
    ...knocks.map(([participant]) => ({ key: `knock ${participant}`, type: 'knock' as const, participant })),
    ...hands.map(([participant]) => ({ key: `help ${participant}`, type: 'help' as const, participant })),
    ...alerts.map((alert) => ({ key: JSON.stringify(alert), type: 'alert' as const, alert })),
  ];
}
