/** Moves that ask once more, with what they would cost. */
import type { Desk } from './desk.svelte.ts';
import { hideHere, itemsHere, reopenHere, skipHere } from './items.ts';
import { itemWords } from './moves.ts';
import { t } from '../i18n/i18n.ts';
import type { Command, ItemId } from '../protocol/protocol.ts';

/** What a move on several items is on, in words. */
function named(desk: Desk, items: readonly ItemId[]): string {
  const [first] = items;
  return items.length === 1 && first !== undefined
    ? itemWords(first, desk.view)
    : t('desk-item-many', { count: items.length });
}

/** How many answers are there already. */
function answered(desk: Desk, items: readonly ItemId[]): number {
  return Math.max(0, ...items.map((item) => desk.view.items[item]?.progress?.done ?? 0));
}

export function askToSkip(desk: Desk, command: Command | undefined = skipHere(desk.view)): void {
  if (command?.type !== 'skip') return;
  const item = named(desk, command.items);
  const count = answered(desk, command.items);
  desk.ask({
    title: t('desk-skip-title', { item }),
    text: t('desk-skip-text', { count }),
    action: t('desk-skip'),
    danger: count > 0,
    run: () => desk.steer(command),
  });
}

export function askToReopen(desk: Desk, commands: Command[] = reopenHere(desk.view)): void {
  const items = commands.flatMap((command) => (command.type === 'reopen' ? [command.item] : []));
  if (items.length === 0) return;
  const exposed = items.some((item) => desk.view.items[item]?.exposed);
  // Before anything was seen it costs nothing and can be taken back.
  if (!exposed) return void desk.steer(...commands);
  desk.ask({
    title: t('desk-reopen-title', { item: named(desk, items) }),
    text: t('desk-reopen-text'),
    action: t('desk-reopen'),
    run: () => desk.steer(...commands),
  });
}

export function askToHide(desk: Desk, commands: Command[] = hideHere(desk.view)): void {
  const items = commands.flatMap((command) => (command.type === 'unreveal' ? [command.item] : []));
  if (items.length === 0) return;
  desk.ask({
    title: t('desk-hide-title', { item: named(desk, items) }),
    text: t('desk-hide-text'),
    action: t('desk-hide'),
    run: () => desk.steer(...commands),
  });
}

/** Going somewhere else on the agenda: nothing opens or closes by it, and it says what stays open. */
export function askToGo(desk: Desk, stage: number, step: number): void {
  const { agenda, items, cursor } = desk.view;
  const there = agenda[stage]?.steps[step];
  if (!there || (cursor.stage === stage && cursor.step === step)) return;
  const open = itemsHere(desk.view).filter((item) => items[item]?.status.state === 'open').length;
  desk.ask({
    title: t('desk-go-title', { title: there.title }),
    text: open > 0 ? t('desk-go-open') : t('desk-go-text'),
    action: t('desk-go'),
    run: () => desk.steer({ type: 'go_to', cursor: { stage, step, item: 0 } }),
  });
}

export function askToWithdraw(desk: Desk, quote: ItemId): void {
  const votes = desk.view.quotes?.[quote]?.distribution;
  const count = votes?.type === 'shown' ? votes.voters : answered(desk, [quote]);
  desk.ask({
    title: t('desk-withdraw-title', { item: itemWords(quote, desk.view) }),
    text: t('desk-withdraw-text', { count }),
    action: t('desk-withdraw'),
    danger: true,
    run: () => desk.steer({ type: 'withdraw_quote', quote }),
  });
}
