import type { OwnView, Service, SharedView } from '../src/lib/protocol/protocol.ts';
import { Room } from '../src/lib/room.svelte.ts';
import type { Connect, LinkEvents } from '../src/lib/transport/link.ts';

const PATTERNS = ['stripes', 'dots', 'grid', 'zigzag', 'waves', 'rings', 'bricks', 'solid'] as const;
const COLOURS = [
  ['#0b5c8a', '#8cc8ee'],
  ['#9a3f0e', '#f3ab7f'],
  ['#3f6b1f', '#a9d57f'],
  ['#7a2f7d', '#e2a5e4'],
] as const;

const NAMES: [string, string, string][] = [
  ['General practice', 'GP', 'G'],
  ['Adult social care', 'Social care', 'S'],
  ['Community nursing', 'Nursing', 'N'],
  ['Housing', 'Housing', 'H'],
];

export const services: Service[] = NAMES.map(([name, short, letter], i) => ({
  id: `s${i}`,
  name,
  short,
  letter,
  colour: { light: COLOURS[i]?.[0] ?? '#333333', dark: COLOURS[i]?.[1] ?? '#cccccc' },
  pattern: PATTERNS[i] ?? 'solid',
  professions: [
    { id: 'a', label: 'Doctor' },
    { id: 'b', label: 'Nurse' },
  ],
}));

export const shared: SharedView = {
  title: 'Working together in the east of the city',
  code: 'ABCDEFG',
  facilitators: ['Maya', 'Tom'],
  phase: 'live',
  services_fixed: false,
  materials: {
    retention_days: 90,
    reveal_notice: 'Please don’t try to work out who said it.',
    services: services.slice(0, 2),
    stakeholders: [],
    ground_rules: [
      'Speak from your own experience.',
      'Nothing that identifies a patient or a colleague.',
      'Quotes are not to be traced to people.',
    ],
    sponsors: [
      {
        service: 's0',
        statement: 'We look after the same people. It is time we understood each other’s day.',
      },
      { service: 's1', statement: 'An afternoon together saves us months of letters that miss each other.' },
    ],
    glossary: [],
    lang: 'en-GB',
  },
  step: {
    stage: 'impressions',
    stage_number: 2,
    stage_count: 4,
    stage_title: 'Sharing impressions',
    activity: 'impressions',
    step: 'vote',
    step_number: 1,
    step_count: 4,
    title: 'Who might have said this?',
    instruction: 'Read each quote and choose. Nobody sees your choice, and you can change it.',
    next_title: 'Talk about it at your table',
    timer: { type: 'running', ends_at: Date.now() + 7.4 * 60_000 },
  },
} as unknown as SharedView;

export const own: OwnView = {
  participant: 'p1',
  name: 'Ann',
  service: 's0',
  modality: 'in_room',
  standing: 'in',
  late: false,
  help: false,
  rules_accepted: false,
  survey: {},
  votes: {},
} as OwnView;

let events: LinkEvents | undefined;

/** Has the server say something; from the console: `say({ type: 'update', patch: { shared: … } })`. */
export function say(message: unknown): void {
  events?.received(JSON.stringify(message));
}

/** A server that welcomes and acknowledges. */
const friendly: Connect = (link) => {
  events = link;
  queueMicrotask(() => link.opened());
  return {
    send(text) {
      const message = JSON.parse(text) as { type: string; id: number };
      const answer = (words: unknown) => setTimeout(() => say(words), 200);
      if (message.type === 'hello') {
        answer({
          type: 'welcome',
          now: Date.now(),
          role: 'participant',
          room: 'r',
          last: 0,
          views: { shared, own },
        });
      }
      if (message.type === 'command') answer({ type: 'ack', id: message.id });
    },
    close() {},
  };
};

export const room = new Room(
  { id: 'gallery', role: 'participant', token: '', code: 'ABCDEFG', title: shared.title, name: 'Ann', at: 0 },
  { websocket: friendly, stream: friendly },
);
