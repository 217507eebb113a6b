/** What people do with a part of a case just now: the pack's moments, shared out over the part's time. */
import type { MessageId } from '../../i18n/i18n.ts';
import type { Moment, MomentKind, TimerView } from '../../protocol/protocol.ts';
import { timeLeft } from '../../time-left.ts';

export const MOMENT_WORDS = {
  read: 'case-moment-read',
  alone: 'case-moment-alone',
  talk: 'case-moment-talk',
  record: 'case-moment-record',
} as const satisfies Record<MomentKind, MessageId>;

/** The moment at a time; the last one once the time is over, and the first where there is none. */
export function momentAt(
  moments: readonly Moment[],
  timer: TimerView | undefined,
  now: number,
): Moment | undefined {
  const whole = moments.reduce((sum, { minutes }) => sum + minutes, 0);
  if (!timer || timer.length_ms <= 0) return moments[0];
  const gone = 1 - timeLeft(timer, now) / timer.length_ms;
  let ends = 0;
  for (const moment of moments) {
    ends += moment.minutes / whole;
    if (gone < ends) return moment;
  }
  return moments.at(-1);
}
