/** A session that has ended: its report, its files, and its moments. Asked for as a facilitator of it. */
import { ApiError, call } from './api.ts';
import type { DisplayView, Document as Report, ReplayMoment, Readers } from './protocol/protocol.ts';

/** The forms in which a report can be taken away. */
export type Form = 'html' | 'csv' | 'xlsx' | 'json';

export const readReport = (token: string, readers: Readers) =>
  call<Report>('GET', `/api/rooms/mine/report?readers=${readers}`, undefined, token);

export const readMoments = (token: string) =>
  call<ReplayMoment[]>('GET', '/api/rooms/mine/replay', undefined, token);

/** What the display showed after a moment. Its timer stands as it stood then. */
export async function readPicture(token: string, { seq, at }: ReplayMoment): Promise<DisplayView> {
  const view = await call<DisplayView>('GET', `/api/rooms/mine/replay/${seq}`, undefined, token);
  const timer = view.step.timer;
  if (timer?.type !== 'running') return view;
  const left_ms = Math.max(0, timer.ends_at - at);
  return {
    ...view,
    step: { ...view.step, timer: { type: 'standing', left_ms, length_ms: timer.length_ms } },
  };
}

/** Saves a report as a file. The token is in a header, where no link can carry it. */
export async function saveReport(token: string, readers: Readers, form: Form): Promise<void> {
  const path = `/api/rooms/mine/report/${form}?readers=${readers}`;
  const blob = await call<Blob>('GET', path, undefined, token, (response) => response.blob());
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = `crosstracks-report-${readers}.${form}`;
  link.click();
  // The browser has its own hold on it by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** Why something was not to be had, as a sentence; `unreachable` where the server could not be reached. */
export function reasonOf(error: unknown, unreachable: string): string {
  return error instanceof ApiError && !error.unreachable ? error.message : unreachable;
}
