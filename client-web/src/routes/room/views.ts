/** The views a participant's screens are shown from. */
import type { GroupView, OwnView, SharedView } from '../../lib/protocol/protocol.ts';
import type { Room } from '../../lib/room.svelte.ts';

export interface Views {
  shared: SharedView;
  own: OwnView;
  group: GroupView | undefined;
}

/** The views as they are now; nothing for somebody who is not in the room. Layers that one has not are empty. */
export function viewsOf({ shared, own, group }: Room): Views | undefined {
  if (own?.standing !== 'in' || shared?.step === undefined) return undefined;
  return { shared, own, group: group?.group === undefined ? undefined : group };
}

/** Where in the session some views are. */
export function placeOf({ shared }: Views): string {
  return `${shared.phase}/${shared.step.stage}/${shared.step.step}`;
}

/**
 * What somebody sees who still writes in a step that the room has left: that step, and in the same stage
 * everything else as it is now.
 */
export function heldAt(held: Views, now: Views): Views {
  if (held.shared.step.stage !== now.shared.step.stage) return held;
  return { ...now, shared: { ...now.shared, step: held.shared.step }, group: now.group ?? held.group };
}
