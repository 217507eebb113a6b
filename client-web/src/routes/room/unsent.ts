/** Points that were typed, not sent, and left behind when the room moved on. */
import { differSheet } from '../../lib/activities/case_study/sheets.ts';
import type { Drafts } from '../../lib/drafts.ts';
import type { CaseStudyView, Step } from '../../lib/protocol/protocol.ts';
import type { Views } from './views.ts';

/** A draft whose step is over and whose sheet still takes what comes late. */
export interface Unsent {
  /** Where the draft is kept. */
  place: string;
  sheet: string;
  text: string;
  /** The quote or question it is about. */
  about: string;
}

const PREFIX = 'point.';
/** A case, and what of it: a question, perhaps a service's column, or where a table differs. */
const CASE = /^([^.]+)\.(.+)$/;
const NOTE = /^(.+)\.(?:why_said|why_chosen)$/;

/** Those that can still be sent; what is being written in its own step is not among them. */
export function unsent(drafts: Drafts, views: Views): Unsent[] {
  return drafts
    .places()
    .filter((place) => place.startsWith(PREFIX))
    .flatMap((place) => {
      const sheet = place.slice(PREFIX.length);
      const about = aboutOf(sheet, views);
      const text = drafts.get(place);
      return about === undefined || text.trim() === '' ? [] : [{ place, sheet, text, about }];
    });
}

function aboutOf(sheet: string, { shared, group }: Views): string | undefined {
  const step = shared.step.step;
  const quoted = NOTE.exec(sheet)?.[1];
  if (quoted !== undefined) {
    const quote = shared.impressions?.quotes[quoted];
    const talked = shared.impressions?.talk_quotes.includes(quoted);
    // Where quotes are taken one by one, each is talked about once its vote is closed, and while it is looked at.
    const lit = step === 'vote' ? shared.impressions?.spotlight : undefined;
    const left =
      lit !== undefined
        ? quote?.status.state === 'closed' && lit !== quoted
        : shared.impressions?.talk.state === 'closed' && talked && step !== 'talk';
    return left && quote?.status.shown === 0 && group?.kind === 'mixed' ? quote.text : undefined;
  }
  if (CASE.test(sheet)) return caseAbout(sheet, shared.case_study, step);
  const question = shared.knowledge?.questions[sheet];
  const met = (group?.pairing?.status.state ?? 'locked') !== 'locked';
  const takes =
    question?.status.state === 'closed' && !met && group !== undefined && sheet in group.questions;
  return takes && step !== 'write' ? question.text : undefined;
}

/** A part takes what comes late until the room hears a table; it is left behind once the room looks elsewhere. */
function caseAbout(sheet: string, study: CaseStudyView | undefined, step: Step): string | undefined {
  const [, name, place] = CASE.exec(sheet) ?? [];
  if (!study || study.case !== name || study.heard || place === undefined) return undefined;
  for (const [id, { questions, status, title }] of Object.entries(study.parts)) {
    const about =
      sheet === differSheet(id) ? title : questions.find((one) => one.id === place.split('.')[0])?.text;
    if (about === undefined) continue;
    const closed = status.state === 'closed' || status.state === 'revealed';
    return closed && (step !== 'parts' || study.spotlight !== id) ? about : undefined;
  }
  return undefined;
}
