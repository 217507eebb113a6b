/** Words for what facilitators do: the next move, what was done, the state of an item. */
import { LENS_WORDS } from '../activities/case_study/sheets.ts';
import { t, type MessageId } from '../i18n/i18n.ts';
import type {
  DeedKind,
  Deed,
  DeskView,
  ItemId,
  ItemState,
  NextMove,
  Progress,
  Step,
} from '../protocol/protocol.ts';

/** What an item is called: "quote 3", "question 2 about general practice", or the step that it stands for. */
export function itemWords(item: ItemId, view: DeskView): string {
  const quote = view.quotes?.[item];
  if (quote) return t('desk-item-quote', { number: quote.number });
  const question = view.questions?.[item];
  if (question) {
    const service = view.materials.services.find(({ id }) => id === question.target_service);
    return t('desk-item-question', {
      number: question.number,
      service: service?.short ?? question.target_service,
    });
  }
  const part = view.case_study?.parts[item];
  if (part) return t('desk-item-part', { number: part.whole.number });
  const lens = view.case_study?.lenses[item];
  if (lens) return t(LENS_WORDS[lens.lens]);
  const action = view.plans?.shown.actions[item];
  if (action) return t('desk-item-action', { table: action.table });
  return t('desk-item-step', { title: view.step.title });
}

/** What is opened or closed at a step, by its kind. */
const OPENS = {
  vote: 'desk-open-vote',
  talk: 'desk-open-talk',
  surprise: 'desk-open-surprise',
  write: 'desk-open-write',
  exchange: 'desk-open-exchange',
  personal: 'desk-open-personal',
  together: 'desk-open-together',
} as const satisfies { [S in Step]?: MessageId };

const CLOSES = {
  vote: 'desk-close-vote',
  talk: 'desk-close-talk',
  surprise: 'desk-close-surprise',
  write: 'desk-close-write',
  exchange: 'desk-close-exchange',
  parts: 'desk-close-part',
  personal: 'desk-close-personal',
  together: 'desk-close-together',
} as const satisfies { [S in Step]?: MessageId };

function openWords(count: number, { step }: DeskView): string {
  const id = OPENS[step.step as keyof typeof OPENS];
  return id ? t(id, { count }) : t('desk-open-step', { title: step.title });
}

function closeWords({ done, of }: Progress, { step }: DeskView): string {
  const id = CLOSES[step.step as keyof typeof CLOSES];
  return id ? t(id, { done, of }) : t('desk-close-step', { title: step.title, done, of });
}

/** What showing a part of an item shows. */
export function revealWords(item: ItemId, part: number, view: DeskView): string {
  const name = itemWords(item, view);
  switch (view.step.step) {
    case 'harvest':
      return part === 1
        ? t('desk-reveal-corrections', { item: name })
        : t('desk-reveal-model', { item: name });
    case 'surprise':
      return t('desk-reveal-surprises');
    case 'parts':
      return t('desk-reveal-poll', { item: name });
    default:
      if (part === 1) return t('desk-reveal-votes', { item: name });
      return part === 2 ? t('desk-reveal-speaker', { item: name }) : t('desk-reveal-context', { item: name });
  }
}

function present(view: DeskView): number {
  return Object.values(view.people).filter(({ standing }) => standing === 'in').length;
}

/** What the primary button says: what pressing it will do. */
export function nextWords({ label }: NextMove, view: DeskView): string {
  switch (label.type) {
    case 'start':
      return t('desk-next-start', { people: present(view) });
    case 'resume':
      return t('desk-next-resume');
    case 'open':
      return openWords(label.count, view);
    case 'open_part':
      return t('desk-open-part', { number: label.number });
    case 'show_table':
      return t('desk-show-table-next', { number: label.number, lens: t(LENS_WORDS[label.lens]) });
    case 'close':
      return closeWords(label.progress, view);
    case 'reveal':
      return revealWords(label.item, label.part, view);
    case 'accept':
      return t('desk-next-accept', { number: label.number });
    case 'to_item':
      return t('desk-next-item', { item: itemWords(label.item, view) });
    case 'to_step':
      return t('desk-next-step', { title: label.title });
    case 'propose':
      return label.kind === 'mixed'
        ? t('desk-next-tables', { people: present(view) })
        : t('desk-next-groups');
    case 'form': {
      const count = view.proposal?.groups.length ?? 0;
      return label.kind === 'mixed' ? t('desk-next-seat', { count }) : t('desk-next-form', { count });
    }
    case 'pick':
      return t('desk-next-pick');
    case 'end':
      return t('desk-next-end');
  }
}

const DEEDS = {
  started: 'desk-deed-started',
  paused: 'desk-deed-paused',
  resumed: 'desk-deed-resumed',
  ended: 'desk-deed-ended',
  opened: 'desk-deed-opened',
  closed: 'desk-deed-closed',
  revealed: 'desk-deed-revealed',
  hid: 'desk-deed-hid',
  skipped: 'desk-deed-skipped',
  moved: 'desk-deed-moved',
  extended: 'desk-deed-extended',
  undid: 'desk-deed-undid',
  proposed: 'desk-deed-proposed',
  discarded: 'desk-deed-discarded',
  grouped: 'desk-deed-grouped',
  placed: 'desk-deed-placed',
  paired: 'desk-deed-paired',
  picked: 'desk-deed-picked',
  withdrew: 'desk-deed-withdrew',
  settled: 'desk-deed-settled',
  showed_names: 'desk-deed-showed-names',
} as const satisfies Record<DeedKind, MessageId>;

/** What somebody did, as a few words. */
export function deedWords({ kind, item }: Deed, view: DeskView): string {
  return t(DEEDS[kind], { item: item === undefined ? t('desk-item-several') : itemWords(item, view) });
}

export const STATES = {
  locked: 'desk-state-locked',
  open: 'desk-state-open',
  closing: 'desk-state-closing',
  closed: 'desk-state-closed',
  revealed: 'desk-state-revealed',
  skipped: 'desk-state-skipped',
} as const satisfies Record<ItemState, MessageId>;
