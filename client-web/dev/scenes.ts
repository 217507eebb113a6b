/** Views as a server might give them, a scene for every screen that a participant can be at. */
import type {
  GroupView,
  ImpressionsView,
  ItemStatus,
  KnowledgeView,
  Materials,
  OwnView,
  PairingView,
  PersonView,
  PointView,
  QuestionView,
  QuoteView,
  Service,
  SharedView,
  StepView,
} from '../src/lib/protocol/protocol.ts';

interface Scene {
  shared: SharedView | object;
  own: OwnView;
  group: GroupView | object;
}

const MINUTE = 60_000;
const status = (state: ItemStatus['state'], shown = 0): ItemStatus => ({ state, shown });

const gp: Service = {
  id: 'gp',
  name: 'general practice',
  short: 'GP',
  letter: 'G',
  colour: { light: '#0b665d', dark: '#6fcfc2' },
  pattern: 'stripes',
  professions: [
    { id: 'gp', label: 'GP' },
    { id: 'nurse', label: 'Nurse' },
  ],
};
const asc: Service = {
  id: 'asc',
  name: 'adult social care',
  short: 'Social care',
  letter: 'A',
  colour: { light: '#7a2d68', dark: '#e2a3d2' },
  pattern: 'dots',
  professions: [{ id: 'social-worker', label: 'Social worker' }],
};
const cn: Service = {
  id: 'cn',
  name: 'community nursing',
  short: 'Nursing',
  letter: 'N',
  colour: { light: '#8a4413', dark: '#eab27c' },
  pattern: 'zigzag',
  professions: [{ id: 'nurse', label: 'Nurse' }],
};

const materials: Materials = {
  services: [gp, asc],
  stakeholders: [],
  ground_rules: [
    'Speak from your own experience, and leave room for other people’s.',
    'Keep patients, people who use services and colleagues unrecognisable: no names, no details that give someone away.',
    'Be curious about why a thing was said. Don’t try to work out who said it.',
    'It is fine to disagree, and fine to change your mind.',
    'What people say here stays here. What we learn can travel.',
  ],
  sponsors: [
    {
      service: 'gp',
      statement:
        'General practice shares people with social care every day, and seldom a table. Today there is time to ask what nobody gets round to asking.',
    },
    {
      service: 'asc',
      statement:
        'People’s lives don’t divide into services. When we understand each other’s work, people have less to explain and less to chase.',
    },
  ],
  glossary: [
    { term: 'Section 42', meaning: 'The part of the Care Act on enquiries when an adult may be at risk.' },
    { term: 'Reablement', meaning: 'Short-term support that helps someone do things for themselves again.' },
  ],
  impressions: {
    who_said: 'Whose words do you think these are?',
    why_said: 'Why might someone say this?',
    why_chosen: 'What made us choose as we did?',
    surprise: 'What surprised us?',
  },
  reveal_notice: 'Please don’t try to work out who said it. Listen for the thinking behind it.',
  knowledge: {
    confidence_prompt: 'How sure are we of this answer?',
    confidence_labels: ['A guess', 'Not very sure', 'Fairly sure', 'Sure'],
    clarification_prompt: 'What would you like them to know?',
  },
  retention_days: 90,
  lang: 'en',
};

const person = (name: string, service: string): PersonView => ({ name, service, left: false });
const own: OwnView = {
  participant: 'p1',
  name: 'Ann',
  service: 'gp',
  profession: 'nurse',
  modality: 'in_room',
  standing: 'in',
  late: false,
  help: false,
  rules_accepted: false,
  survey: { baseline: { c1: 3 } },
  votes: { q1: ['asc', 'gp'], q2: ['asc'], q3: [] },
};

function shared(step: Partial<StepView>, more: Partial<SharedView> = {}): SharedView {
  return {
    title: 'Working together in the east of the city',
    code: 'ABCDEFG',
    facilitators: ['Maya', 'Tom'],
    phase: 'live',
    services_fixed: false,
    materials,
    step: {
      stage: 'impressions',
      stage_number: 2,
      stage_count: 4,
      stage_title: 'How we see each other',
      activity: 'impressions',
      step: 'vote',
      step_number: 1,
      step_count: 4,
      title: 'Read and choose',
      instruction:
        'Read each quote and choose whose words you think they are. Your choice is private, and you can change it until we close.',
      next_title: 'Talk it over',
      timer: { type: 'running', ends_at: Date.now() + 4.4 * MINUTE },
      ...step,
    },
    ...more,
  };
}

const TEXTS = [
  'We leave a message and it disappears. Nobody says what happened, so next time you wonder why you bothered.',
  'They see someone for a few minutes and think they know what’s going on at home.',
  'They ask what the person wants, and I respect that. But sometimes somebody has to say out loud that it isn’t safe.',
  'Half of what I’m asked for isn’t in my gift. I end up saying no on behalf of a whole system.',
];
const quote = (number: number, more: Partial<QuoteView> = {}): QuoteView => ({
  number,
  status: status('open'),
  text: TEXTS[number - 1] ?? '',
  about: number === 1 ? 'each_other' : [number === 2 ? 'gp' : 'asc'],
  ...more,
});
const order = ['q1', 'q2', 'q3', 'q4'];
function impressions(of: Partial<QuoteView>, more: Partial<ImpressionsView> = {}): ImpressionsView {
  return {
    quotes: Object.fromEntries(order.map((id, i) => [id, quote(i + 1, of)])),
    order,
    talk: status('locked'),
    talk_quotes: [],
    surprise: status('locked'),
    ...more,
  };
}

const point = (number: number, text: string, more: Partial<PointView> = {}): PointView => ({
  number,
  text,
  revision: 1,
  late: false,
  ...more,
});
const table: GroupView = {
  group: 'table-3',
  kind: 'mixed',
  number: 3,
  people: {
    p1: person('Ann', 'gp'),
    p2: person('Bo', 'asc'),
    p3: person('Chidi', 'gp'),
    p4: person('Dee', 'asc'),
  },
  attributable: false,
  scribe: 'p2',
  sheets: {
    'q1.why_said': {
      a: point(1, 'They have been left waiting before and nobody rang back.', { author: 'p2' }),
      b: point(2, 'The duty line changes and nobody tells the other side.', { author: 'p1' }),
    },
  },
  answers: { q1: { type: 'split' } },
  questions: {},
};

const QUESTIONS = [
  'How are social workers and the rest of the team trained?',
  'Who are they accountable to?',
  'What happens when we send a safeguarding concern?',
];
const question = (number: number, more: Partial<QuestionView> = {}): QuestionView => ({
  number,
  status: status('open'),
  text: QUESTIONS[number - 1] ?? '',
  help: 'Think of who visits people: are all of them social workers?',
  target_service: 'asc',
  ...more,
});
const asked = ['a1', 'a2', 'a3'];
function knowledge(of: Partial<QuestionView>, more: Partial<KnowledgeView> = {}): KnowledgeView {
  return {
    questions: Object.fromEntries(asked.map((id, i) => [id, question(i + 1, of)])),
    order: asked,
    round: 1,
    rounds: 1,
    ...more,
  };
}
const wrote = {
  'gp-1.a1.1': point(1, 'A degree in social work, then a year of supported practice.', { author: 'p1' }),
  'gp-1.a1.2': point(2, 'Everyone who visits is a social worker.', { author: 'p3' }),
};
const group: GroupView = {
  ...table,
  group: 'gp-1',
  kind: 'single',
  number: 1,
  service: 'gp',
  attributable: true,
  people: { p1: person('Ann', 'gp'), p3: person('Chidi', 'gp'), p5: person('Eve', 'gp') },
  scribe: 'p1',
  sheets: { a1: wrote },
  answers: {},
  questions: {
    a1: { dont_know: false, confidence: 2 },
    a2: { dont_know: true },
    a3: { dont_know: false },
  },
};
const pairing: PairingView = {
  pairing: 'pair-1',
  kind: 'pair',
  round: 1,
  status: status('locked'),
  groups: {
    'gp-1': { number: 1, service: 'gp', names: ['Ann', 'Chidi', 'Eve'], here: false },
    'asc-2': { number: 2, service: 'asc', names: ['Bo', 'Dee', 'Finn', 'Gul'], here: true },
  },
  turns: [],
  turn: 0,
  answers: {},
  clarifications: {},
};
const exchanged: PairingView = {
  ...pairing,
  status: status('open'),
  turns: asked.map((id) => ({
    question: id,
    author_service: 'gp',
    target_service: 'asc',
    lead: 'asc-2',
  })),
  answers: {
    'gp-1': {
      a1: {
        dont_know: false,
        not_reached: false,
        confidence: 2,
        points: {
          'gp-1.a1.1': { ...wrote['gp-1.a1.1'], mark: 'right', taps: {} } as PointView,
          'gp-1.a1.2': {
            ...wrote['gp-1.a1.2'],
            mark: 'not_right',
            clarifications: {
              'asc-2':
                'Most people who visit are assessors, occupational therapists or reablement workers. About one in three of us is a social worker.',
            },
            taps: { surprised: true },
          } as PointView,
          'gp-1.a1.3': point(3, 'They renew their registration every year.'),
        },
      },
    },
  },
};
const asTarget: GroupView = {
  ...group,
  group: 'asc-2',
  service: 'asc',
  number: 2,
  pairing: exchanged,
};

const knows: Partial<StepView> = {
  stage: 'knowledge',
  stage_number: 4,
  stage_title: 'How each of us works',
  activity: 'knowledge',
};
const write: Partial<StepView> = {
  ...knows,
  step: 'write',
  title: 'What do we know?',
  instruction:
    'With people from your own service, answer each question about the other service in short points. “We don’t know” is a good answer.',
  next_title: 'Find each other',
};
const exchange: Partial<StepView> = {
  ...knows,
  step: 'exchange',
  step_number: 3,
  title: 'Put it right together',
  instruction:
    'Read your answer aloud. The people it is about say what is right and how it really works. Then swap.',
  next_title: 'What we learned',
};
const harvest: Partial<StepView> = {
  ...knows,
  step: 'harvest',
  step_number: 4,
  title: 'What we learned',
  instruction:
    'We go through the corrections together. Tell us what surprised you and what still needs checking.',
};
const talk: Partial<StepView> = {
  step: 'talk',
  step_number: 2,
  title: 'Talk it over',
  instruction:
    'At your table, agree whose words these are, or say you are split. Note why someone might say this, and what made you choose as you did.',
  next_title: 'Whose words were they?',
};
const reveal: Partial<StepView> = {
  step: 'reveal',
  step_number: 3,
  title: 'Whose words were they?',
  instruction: 'We look at the quotes one by one. Listen for the thinking behind the words.',
  next_title: 'What surprised us',
};
const surprise: Partial<StepView> = {
  step: 'surprise',
  step_number: 4,
  title: 'What surprised us',
  instruction: 'At your table, agree one line about something you did not expect.',
  next_title: 'Break',
};
const arriving: Partial<StepView> = {
  stage: 'arrival',
  stage_number: 1,
  stage_title: 'Arriving',
  activity: 'arrival',
  step: 'welcome',
  title: 'Welcome',
  instruction:
    'Read why your services made time for today, and what we agree to. Say hello to someone you don’t know.',
  next_title: 'Where you start from',
};
const shown2: Partial<QuoteView> = {
  status: status('revealed', 3),
  distribution: {
    type: 'shown',
    voters: 19,
    counts: { gp: 7, asc: 9, 'asc+gp': 2, unsure: 1 },
    by_service: { gp: { gp: 2, asc: 6, 'asc+gp': 2 }, asc: { gp: 5, asc: 3, unsure: 1 } },
  },
  attribution: { services: ['asc'], provenance: 'illustrative' },
  context:
    'Written for this pack to reflect published themes; assigned to adult social care. A short appointment and a home visit show different parts of the same life.',
  prompt: 'What does each of us see that the other can’t?',
};
const corrected: Partial<QuestionView> = {
  status: status('revealed', 2),
  corrections: [
    {
      group: 'gp-1',
      service: 'gp',
      number: 1,
      dont_know: false,
      not_reached: false,
      points: [
        {
          text: 'A degree in social work, then a year of supported practice.',
          mark: 'right',
          clarifications: [],
          taps: [],
        },
        {
          text: 'Everyone who visits is a social worker.',
          mark: 'not_right',
          clarifications: [
            'Most people who visit are assessors, occupational therapists or reablement workers.',
          ],
          taps: ['surprised', 'check_later'],
        },
      ],
      clarifications: [],
    },
    {
      group: 'gp-2',
      service: 'gp',
      number: 2,
      dont_know: true,
      not_reached: false,
      points: [],
      clarifications: ['Ask us: a social worker has a degree and is on a register.'],
    },
  ],
  model: {
    text: 'A social worker has an approved degree or postgraduate course, or an apprenticeship, and must register. Many people in the team are not social workers.',
    facts: [
      {
        statement: 'A social worker in England needs an approved qualification and must be on the register.',
        status: 'verified',
        source: 'Social Work England',
        verified_on: '2026-11-01',
      },
      {
        statement: 'Newly qualified social workers usually do a supported year led by their employer.',
        status: 'memory',
        source: 'General professional knowledge',
        verified_on: '2026-11-01',
      },
    ],
  },
  disputes: ['Here the reablement team belongs to the hospital trust.'],
};
const talking = { talk: status('open'), talk_quotes: ['q1', 'q2', 'q4'] };
const closed: Partial<QuoteView> = { status: status('closed') };
const in3: Partial<SharedView> = { materials: { ...materials, services: [gp, asc, cn] } };

const baselineItem = (id: string, text: string) => ({
  id,
  text,
  tier: 2,
  scale: { min: 0, max: 4, min_label: 'Not at all', max_label: 'Completely' },
});
const baseline = {
  status: status('open'),
  instrument: {
    id: 'baseline',
    stage: 'baseline' as const,
    title: 'Where I start from today',
    items: [
      baselineItem('c1', 'I understand what people in the other service are trained and allowed to do.'),
      baselineItem('c2', 'I know who to contact there and how.'),
      baselineItem('c4', 'I’d be comfortable asking them for help with a complicated situation.'),
      baselineItem('c5', 'If I disagreed with a colleague there, I’d take it up with them directly.'),
    ],
    licence: 'Own wording',
    restricted: false,
  },
};

export const scenes: { [name: string]: Scene } = {
  lobby: { shared: shared(arriving, { phase: 'lobby' }), own, group: {} },
  welcome: { shared: shared(arriving, { arrival: { instruments: {} } }), own, group: {} },
  baseline: {
    shared: shared(
      {
        ...arriving,
        step: 'baseline',
        title: 'Where you start from',
        instruction:
          'Four short statements. Answer as things are for you today: nobody else sees your answers.',
      },
      { arrival: { instruments: { baseline } } },
    ),
    own,
    group: {},
  },
  vote: { shared: shared({}, { impressions: impressions({}) }), own: { ...own, votes: {} }, group: table },
  'vote-last': { shared: shared({}, { impressions: impressions({}) }), own, group: table },
  'vote-three': { shared: shared({}, { ...in3, impressions: impressions({}) }), own, group: table },
  'vote-closing': {
    shared: shared(
      {},
      { impressions: impressions({ status: { ...status('closing'), closes_at: Date.now() + 9_000 } }) },
    ),
    own,
    group: table,
  },
  'vote-closed': { shared: shared({}, { impressions: impressions(closed) }), own, group: table },
  talk: { shared: shared(talk, { impressions: impressions(closed, talking) }), own, group: table },
  'talk-scribe': {
    shared: shared(talk, { impressions: impressions(closed, talking) }),
    own,
    group: { ...table, scribe: 'p1' },
  },
  'talk-no-group': { shared: shared(talk, { impressions: impressions(closed, talking) }), own, group: {} },
  'reveal-before': {
    shared: shared(reveal, { impressions: impressions(closed, { spotlight: 'q2' }) }),
    own,
    group: table,
  },
  'reveal-votes': {
    shared: shared(reveal, {
      impressions: impressions(
        { status: status('revealed', 1), ...(shown2.distribution && { distribution: shown2.distribution }) },
        { spotlight: 'q2' },
      ),
    }),
    own,
    group: table,
  },
  reveal: {
    shared: shared(reveal, { impressions: impressions(shown2, { spotlight: 'q2' }) }),
    own,
    group: table,
  },
  'reveal-few': {
    shared: shared(reveal, {
      impressions: impressions(
        { status: status('revealed', 1), distribution: { type: 'not_shown', fewest: 3 } },
        { spotlight: 'q2' },
      ),
    }),
    own,
    group: table,
  },
  surprise: {
    shared: shared(surprise, { impressions: impressions(shown2, { surprise: status('open') }) }),
    own,
    group: table,
  },
  surprises: {
    shared: shared(surprise, {
      impressions: impressions(shown2, {
        surprise: status('revealed', 1),
        surprises: ['How much we agree on the hard bits.', 'That nobody knows the duty number.'],
      }),
    }),
    own,
    group: table,
  },
  pause: {
    shared: shared({
      stage: 'pause',
      stage_number: 3,
      stage_title: 'Break',
      activity: 'pause',
      step: 'pause',
      step_count: 1,
      title: 'Break',
      instruction: 'Put your phone down and have a rest. The screen at the front says when we start again.',
      next_title: 'How each of us works',
    }),
    own,
    group: {},
  },
  write: { shared: shared(write, { knowledge: knowledge({}) }), own, group },
  match: {
    shared: shared(
      {
        ...knows,
        step: 'match',
        title: 'Find each other',
        instruction:
          'Your screen shows which group you meet and where. Go and say hello, then tell us you are there.',
        next_title: 'Put it right together',
      },
      { knowledge: knowledge(closed) },
    ),
    own,
    group: { ...group, pairing },
  },
  'exchange-reads': {
    shared: shared(exchange, { knowledge: knowledge(closed) }),
    own,
    group: { ...group, pairing: exchanged },
  },
  'exchange-leads': {
    shared: shared(exchange, { knowledge: knowledge(closed) }),
    own: { ...own, service: 'asc', name: 'Bo' },
    group: asTarget,
  },
  'exchange-unknown': {
    shared: shared(exchange, { knowledge: knowledge(closed) }),
    own: { ...own, service: 'asc', name: 'Bo' },
    group: {
      ...asTarget,
      pairing: {
        ...exchanged,
        turn: 1,
        answers: { 'gp-1': { a2: { dont_know: true, not_reached: false, points: {} } } },
      },
    },
  },
  harvest: {
    shared: shared(harvest, { knowledge: knowledge(corrected, { spotlight: 'a1' }) }),
    own: { ...own, service: 'asc', name: 'Bo' },
    group: asTarget,
  },
  late: {
    shared: shared(talk, { impressions: impressions(closed, talking) }),
    own: { ...own, late: true },
    group: table,
  },
  away: {
    shared: shared(talk, { impressions: impressions(closed, talking) }),
    own: { ...own, help: true },
    group: table,
  },
  paused: {
    shared: shared(talk, { phase: 'paused', impressions: impressions(closed, talking) }),
    own,
    group: table,
  },
  ended: { shared: shared(harvest, { phase: 'closed' }), own, group: {} },
  knocking: { shared: {}, own: { ...own, standing: 'knocking' }, group: {} },
  left: { shared: {}, own: { ...own, standing: 'left' }, group: {} },
  removed: { shared: {}, own: { ...own, standing: 'removed' }, group: {} },
};
