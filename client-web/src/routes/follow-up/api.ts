/** What is asked of the server for the follow-up of a room. */
import { call } from '../../lib/api.ts';
import type { FollowUpCard, SurveyAnswer } from '../../lib/protocol/protocol.ts';

const path = (room: string) => `/api/follow-up/${encodeURIComponent(room)}`;

/** The follow-up, as whoever has its link sees it. */
export const lookUpFollowUp = (room: string) => call<FollowUpCard>('GET', path(room));

/** Answers without a way back: once, and joined to nothing else. */
export const answerFollowUp = (room: string, answers: { [item: string]: SurveyAnswer }) =>
  call<object>('POST', path(room), { answers });
