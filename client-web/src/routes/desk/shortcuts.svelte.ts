/** One-letter shortcuts. They can be switched off, and are silent where somebody types or a sheet is open. */
import { backHere, reopenHere, skipHere } from '../../lib/desk/items.ts';
import type { Desk } from '../../lib/desk/desk.svelte.ts';
import type { MessageId } from '../../lib/i18n/i18n.ts';
import { localStore, read, write } from '../../lib/storage.ts';
import { askToReopen, askToSkip } from '../../lib/desk/asking.ts';

const OFF = 'crosstracks.desk.keys-off';

export const keysOn = (() => {
  let on = $state(read(localStore(), OFF) !== true);
  return {
    get on() {
      return on;
    },
    set on(wanted: boolean) {
      on = wanted;
      write(localStore(), OFF, !wanted);
    },
  };
})();

interface Shortcut {
  key: string;
  words: MessageId & `desk-key-${string}`;
  press: (desk: Desk) => void;
}

export const SHORTCUTS: Shortcut[] = [
  { key: 'n', words: 'desk-key-next', press: focusNext },
  { key: 'b', words: 'desk-key-back', press: (desk) => steer(desk, backHere(desk.view)) },
  { key: 'u', words: 'desk-key-undo', press: (desk) => steer(desk, desk.view.undo && { type: 'undo' }) },
  { key: 's', words: 'desk-key-skip', press: (desk) => skipHere(desk.view) && askToSkip(desk) },
  { key: 'o', words: 'desk-key-reopen', press: (desk) => reopenHere(desk.view)[0] && askToReopen(desk) },
  {
    key: 'p',
    words: 'desk-key-pause',
    press: (desk) => {
      if (desk.view.phase === 'live') steer(desk, { type: 'pause' });
      else if (desk.view.phase === 'paused') steer(desk, { type: 'resume' });
    },
  },
  { key: '+', words: 'desk-key-longer', press: (desk) => extend(desk, 1) },
  { key: '-', words: 'desk-key-shorter', press: (desk) => extend(desk, -1) },
  { key: 'j', words: 'desk-key-join', press: (desk) => (desk.overlay = { sheet: 'join' }) },
  { key: 'r', words: 'desk-key-room', press: (desk) => (desk.overlay = { sheet: 'room' }) },
  { key: '?', words: 'desk-key-keys', press: (desk) => (desk.overlay = { sheet: 'keys' }) },
];

/** Goes to the primary button: one more press does it, and one that is to be held stays safe. */
function focusNext(): void {
  document.querySelector<HTMLElement>('[data-next] button')?.focus();
}

function steer(desk: Desk, command: Parameters<Desk['steer']>[0] | undefined): void {
  if (command) void desk.steer(command);
}

function extend(desk: Desk, minutes: number): void {
  if (desk.view.phase === 'live' && desk.view.step.timer) void desk.steer({ type: 'extend', minutes });
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}

export function shortcuts(desk: () => Desk): (event: KeyboardEvent) => void {
  return (event) => {
    const here = desk();
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (isTyping(event.target) || here.overlay || here.confirmation) return;
    // The list of shortcuts can always be opened: it is where they are switched on again.
    if (!keysOn.on && event.key !== '?') return;
    const shortcut = SHORTCUTS.find(({ key }) => key === event.key.toLowerCase());
    if (!shortcut) return;
    event.preventDefault();
    shortcut.press(here);
  };
}
