/** What is left of a step's advisory time, in words. */
import { t } from './i18n/i18n.ts';
import type { TimerView } from './protocol/protocol.ts';

/** A clock that ticks each second may be behind by this much; ten minutes must not be called eleven for it. */
const SLACK_MS = 2_000;

/** Milliseconds left at a moment; less than none once it is over. */
export function timeLeft(timer: TimerView, now: number): number {
  return timer.type === 'standing' ? timer.left_ms : timer.ends_at - now;
}

/** Whole minutes, begun ones counted. */
export function minutesLeft(left: number): number {
  return Math.max(1, Math.ceil((left - SLACK_MS) / 60_000));
}

/** Minutes until the last one, then seconds. */
export function timeLeftWords(left: number): string {
  if (left <= 0) return t('timer-over');
  const seconds = Math.ceil(left / 1000);
  return seconds < 60 ? t('timer-seconds', { seconds }) : t('timer-minutes', { minutes: minutesLeft(left) });
}
