/** Who writes about whom, as the questions and the groups that answer them say. */
import type { DeskGroup, DeskQuestion, GroupId, ServiceId } from '../../protocol/protocol.ts';

export interface Link {
  author: ServiceId;
  target: ServiceId;
}

export function linksOf(
  questions: readonly Pick<DeskQuestion, 'target_service' | 'answers'>[],
  groups: { [id in GroupId]: Pick<DeskGroup, 'service'> },
): Link[] {
  const links = new Map<string, Link>();
  for (const { target_service: target, answers } of questions) {
    for (const group of Object.keys(answers)) {
      const author = groups[group]?.service;
      if (author !== undefined) links.set(`${author} ${target}`, { author, target });
    }
  }
  return [...links.values()];
}
