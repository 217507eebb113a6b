/** What can be done with the items of the step where the room is. */
import type { Command, DeskView, ItemId, ItemState, Step } from '../protocol/protocol.ts';

/** How many parts an item has to show at a step. */
export function partsAt(step: Step, walks: boolean): number {
  switch (step) {
    case 'reveal':
      return 3;
    case 'vote':
      // Where quotes are taken one by one, the vote and the reveal are one step.
      return walks ? 3 : 0;
    case 'harvest':
      return 2;
    case 'surprise':
      return 1;
    default:
      return 0;
  }
}

/** Whether the step takes its items one after another. */
export function walks({ step, next, item_order: order, cursor }: DeskView): boolean {
  if (step.step === 'reveal' || step.step === 'harvest') return true;
  const single = next?.label.type === 'to_item' || next?.label.type === 'reveal' || cursor.item > 0;
  return step.step === 'vote' && order.length > 1 && single;
}

/** The item that the room looks at, where it takes them one after another. */
export function spotlight(view: DeskView): ItemId | undefined {
  return walks(view) ? view.item_order[Math.min(view.cursor.item, view.item_order.length - 1)] : undefined;
}

/** The items that a move on "this" is about: the one in the spotlight, or all of the step. */
export function itemsHere(view: DeskView): ItemId[] {
  const one = spotlight(view);
  return one === undefined ? view.item_order : [one];
}

function those(view: DeskView, ...states: ItemState[]): ItemId[] {
  return itemsHere(view).filter((id) => states.includes(view.items[id]?.status.state ?? 'locked'));
}

/** Leaving out what is not done yet; nothing once all of it is over. */
export function skipHere(view: DeskView): Command | undefined {
  const items = those(view, 'locked', 'open', 'closing', 'closed');
  const over =
    items.length === 0 || (view.next?.label.type === 'to_step' && partsAt(view.step.step, walks(view)) === 0);
  return over ? undefined : { type: 'skip', items };
}

/** Opening again what has closed. */
export function reopenHere(view: DeskView): Command[] {
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
