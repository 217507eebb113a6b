/** A plan of one's own: what is in it, and how it is sealed so that only its owner can read it. */
import type { OwnPlan } from '../../protocol/protocol.ts';
import { open, seal } from '../../returning/seal.ts';

/** When something happens, I will do something; and if something gets in the way, something else. */
export interface PlanWords {
  cue: string;
  action: string;
  /** Who in another service. */
  partner: string;
  /** A day, as `YYYY-MM-DD`. */
  by: string;
  obstacle: string;
  response: string;
}

/** The most characters of each part, so that all of them together fit what the server keeps. */
export const PLAN_LIMITS = {
  cue: 140,
  action: 200,
  partner: 60,
  by: 10,
  obstacle: 140,
  response: 140,
} as const;
/** The longest sealed text that the server takes. */
const MAX_SEALED = 4_096;

export const NO_PLAN: PlanWords = { cue: '', action: '', partner: '', by: '', obstacle: '', response: '' };
const PARTS = Object.keys(NO_PLAN) as (keyof PlanWords)[];

/** Seals a plan; undefined if it is too long. */
export function sealPlan(key: Uint8Array, words: PlanWords): string | undefined {
  const tidy = Object.fromEntries(PARTS.map((part) => [part, words[part].trim()]));
  const sealed = seal(key, JSON.stringify(tidy));
  return sealed.length <= MAX_SEALED ? sealed : undefined;
}

/** Opens a plan; undefined if it was sealed with another key. */
export function openPlan(key: Uint8Array, { sealed }: Pick<OwnPlan, 'sealed'>): PlanWords | undefined {
  const text = open(key, sealed);
  if (text === undefined) return undefined;
  try {
    const found = JSON.parse(text) as Record<string, unknown>;
    const part = (name: keyof PlanWords) => (typeof found[name] === 'string' ? found[name] : '');
    return Object.fromEntries(PARTS.map((name) => [name, part(name)])) as unknown as PlanWords;
  } catch {
    return undefined;
  }
}
