/** What services, groups and choices are called: the pack's words, fit to stand in a sentence or alone. */
import { locales, t } from './i18n/i18n.ts';
import type { About, Choice, Materials, Service } from './protocol/protocol.ts';

/** For what stands at the beginning of a line; packs write names as they stand in a sentence. */
export function capital(text: string): string {
  const [first = '', ...rest] = text;
  return first.toLocaleUpperCase(locales) + rest.join('');
}

/** Several names in one: "a, b and c". */
export function listOf(
  names: readonly string[],
  type: 'conjunction' | 'disjunction' = 'conjunction',
): string {
  return new Intl.ListFormat(locales, { type }).format(names);
}

/** A service by its id. */
export function serviceOf(materials: Materials, id: string | undefined): Service | undefined {
  return materials.services.find((service) => service.id === id);
}

/** The services among some ids, in the pack's order. */
export function servicesOf(materials: Materials, ids: readonly string[]): Service[] {
  return materials.services.filter((service) => ids.includes(service.id));
}

/** A mixed table or a single-service group, as it is announced in the room. */
export function groupName(
  materials: Materials,
  group: { number: number; service?: string | undefined },
): string {
  const service = serviceOf(materials, group.service);
  return service
    ? t('name-group', { service: capital(service.name), number: group.number })
    : t('name-table', { number: group.number });
}

/** Whoever can be named in a choice: services in the pack's order, then others. */
function speakers(materials: Materials, ids: readonly string[]): string[] {
  const others = materials.stakeholders.filter(({ id }) => ids.includes(id)).map(({ label }) => label);
  return [...servicesOf(materials, ids).map(({ name }) => name), ...others];
}

/** A choice in words. */
export function choiceName(materials: Materials, choice: Choice): string {
  if (choice.length === 0) return t('choice-unsure');
  const all = materials.services.every(({ id }) => choice.includes(id));
  if (all && choice.length === 2 && materials.services.length === 2) return t('choice-both');
  return capital(listOf(speakers(materials, choice)));
}

/** Reads the key under which a distribution counts a choice. */
export function choiceOfKey(key: string): Choice {
  return key === 'unsure' ? [] : key.split('+');
}

/** The key under which a distribution counts a choice. */
export function keyOfChoice(choice: Choice): string {
  return choice.length === 0 ? 'unsure' : [...choice].sort().join('+');
}

/** Whom a quote is about, in words. */
export function aboutName(materials: Materials, about: About): string {
  return about === 'each_other'
    ? t('about-each-other')
    : t('about', { who: listOf(speakers(materials, about)) });
}
