/** How the time goes against the plan. */
import type { Cursor, DeskView, Timestamp } from '../protocol/protocol.ts';

const MINUTE = 60_000;

export interface Plan {
  /** Minutes planned for everything. */
  planned: number;
  /** Minutes since the room came to this step, and how many are planned for it. */
  stepElapsed: number;
  stepPlanned: number;
  /** When everything is over if the rest takes as long as planned. */
  ends: Timestamp;
  /** Minutes by which that is later than planned; below 0 it is earlier. */
  behind: number;
}

type View = Pick<DeskView, 'agenda' | 'cursor' | 'started_at' | 'step'>;

/** What is left of the step, as its timer says; a timer that has run out leaves nothing. */
function left({ step, agenda, cursor }: View, now: Timestamp): number {
  const { timer } = step;
  if (!timer) return (agenda[cursor.stage]?.steps[cursor.step]?.minutes ?? 0) * MINUTE;
  return Math.max(0, timer.type === 'running' ? timer.ends_at - now : timer.left_ms);
}

/** Whether a place comes after another. */
export function isAfter(stage: number, step: number, cursor: Cursor): boolean {
  return stage > cursor.stage || (stage === cursor.stage && step > cursor.step);
}

/** How a room that has started stands; before the start, as if it started now. */
export function planOf(view: View, now: Timestamp): Plan {
  const steps = view.agenda.flatMap(({ steps }, stage) =>
    steps.map((step, number) => ({ ...step, later: isAfter(stage, number, view.cursor) })),
  );
  const planned = steps.reduce((sum, { minutes }) => sum + minutes, 0);
  const later = steps.filter(({ later }) => later).reduce((sum, { minutes }) => sum + minutes, 0);
  const here = view.agenda[view.cursor.stage]?.steps[view.cursor.step];
  const started = view.started_at ?? now;
  const ends = now + left(view, now) + later * MINUTE;
  return {
    planned,
    stepElapsed: Math.max(0, Math.floor((now - (here?.began_at ?? now)) / MINUTE)),
    stepPlanned: here?.minutes ?? 0,
    ends,
    behind: Math.round((ends - started - planned * MINUTE) / MINUTE),
  };
}

/** When each step began or, as things stand, will begin; by `stage.step`. */
export function startsOf(view: View, now: Timestamp): { [place: string]: Timestamp | undefined } {
  const starts: { [place: string]: Timestamp | undefined } = {};
  let next = now + left(view, now);
  view.agenda.forEach(({ steps }, stage) =>
    steps.forEach(({ began_at, minutes }, step) => {
      const later = isAfter(stage, step, view.cursor);
      starts[`${stage}.${step}`] = later ? next : (began_at ?? undefined);
      if (later) next += minutes * MINUTE;
    }),
  );
  return starts;
}
