/** Words on screen: Fluent messages, one file per area and language, loaded with the screens that say them. */
import { FluentBundle, FluentResource, type FluentVariable } from '@fluent/bundle';
import type { Messages } from './messages.ts';

/** A part of the application with a file of messages of its own. */
export type Area =
  | 'common'
  | 'join'
  | 'open'
  | 'room'
  | 'desk'
  | 'display'
  | 'results'
  | 'report'
  | 'activity'
  | 'arrival'
  | 'impressions'
  | 'knowledge'
  | 'case_study'
  | 'plans'
  | 'pause'
  | 'returning'
  | 'feedback'
  | 'follow_up';

/** The name of a message. */
export type MessageId = keyof Messages;

/** A message's arguments, all or none. */
export type MessageArgs<Id extends MessageId> = [Messages[Id]] extends [never]
  ? []
  : [args: Record<Messages[Id], FluentVariable>];

const FALLBACK = 'en';
/** The words at the door, which everybody reads first, come with the application in the fallback's language. */
const WITH_IT = import.meta.glob<string>('../../locales/en/{common,join}.ftl', {
  query: '?raw',
  import: 'default',
  eager: true,
});
/** The words of reports are the server's to say. */
const FILES = import.meta.glob<string>(
  ['../../locales/*/*.ftl', '!../../locales/en/{common,join}.ftl', '!../../locales/*/document.ftl'],
  { query: '?raw', import: 'default' },
);

const LOCALES = [...new Set(Object.keys(FILES).map((file) => file.split('/').slice(-2)[0] ?? FALLBACK))];

/** The best of the languages there are for those that the browser asks for. */
function choose(wanted: readonly string[]): string {
  for (const tag of wanted) {
    const found = LOCALES.find((locale) => locale === tag || locale === tag.split('-')[0]);
    if (found) return found;
  }
  return FALLBACK;
}

const locale = choose(navigator.languages);

/** For numbers, dates and lists: in English, they follow the reader's own kind of English. */
export const locales: string[] = [...navigator.languages.filter((tag) => tag.startsWith(locale)), locale];
const bundle = new FluentBundle(locales);
const loaded = new Map<Area, Promise<void>>();

/** Loads the words of an area, once. */
export function loadMessages(area: Area): Promise<void> {
  let loading = loaded.get(area);
  if (!loading) {
    loading = fetchMessages(area);
    loading.catch(() => loaded.delete(area));
    loaded.set(area, loading);
  }
  return loading;
}

async function fetchMessages(area: Area): Promise<void> {
  const own = `../../locales/${locale}/${area}.ftl`;
  const fallback = `../../locales/${FALLBACK}/${area}.ftl`;
  const words = WITH_IT[own] ?? (await (FILES[own] ?? FILES[fallback])?.()) ?? WITH_IT[fallback];
  if (words !== undefined) bundle.addResource(new FluentResource(words));
}

/** Tells the browser which language the page is in. */
export function declareLanguage(root: HTMLElement): void {
  root.lang = locale;
  root.dir = /^(ar|fa|he|ps|ur)$/.test(locale) ? 'rtl' : 'ltr';
}

/** A message in the reader's language. Arguments come out isolated, so that a name of any script does no harm. */
export function t<Id extends MessageId>(id: Id, ...[args]: MessageArgs<Id>): string {
  const pattern = bundle.getMessage(id)?.value;
  return pattern ? bundle.formatPattern(pattern, args ?? null, []) : id;
}
