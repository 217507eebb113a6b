/** What can be done with the items of the step where the room is. */
import type { Command, DeskView, ItemId, ItemState } from '../protocol/protocol.ts';

/** The items that a move on "this" is about: the one in the spotlight, or all of the step. */
export function itemsHere(view: DeskView): ItemId[] {
  return view.spotlight === undefined ? view.item_order : [view.spotlight];
}

function those(view: DeskView, ...states: ItemState[]): ItemId[] {
  return itemsHere(view).filter((id) => states.includes(view.items[id]?.status.state ?? 'locked'));
}

/** Leaving out what is not done yet; nothing once all of it is over. */
export function skipHere(view: DeskView): Command | undefined {
  const items = those(view, 'locked', 'open', 'closing', 'closed');
  const over = items.length === 0 || (view.next?.label.type === 'to_step' && view.parts === 0);
  return over ? undefined : { type: 'skip', items };
}

/** Opening again what has closed. */
export function reopenHere(view: DeskView): Command[] {
  if (view.step.step === 'plenary' || view.step.step === 'read_out') return [];
  return those(view, 'closing', 'closed', 'revealed').map((item) => ({ type: 'reopen', item }));
}

/** Hiding again what is shown. */
export function hideHere(view: DeskView): Command[] {
  return those(view, 'revealed').map((item) => ({ type: 'unreveal', item }));
}

/** One place back on the agenda; nothing at its beginning. */
export function backHere({ cursor, agenda }: DeskView): Command | undefined {
  const { stage, step, item } = cursor;
  if (item > 0) return { type: 'go_to', cursor: { stage, step, item: item - 1 } };
  if (step > 0) return { type: 'go_to', cursor: { stage, step: step - 1, item: 0 } };
  const before = agenda[stage - 1];
  if (!before) return undefined;
  return { type: 'go_to', cursor: { stage: stage - 1, step: Math.max(0, before.steps.length - 1), item: 0 } };
}
