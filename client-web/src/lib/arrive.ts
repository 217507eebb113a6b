/** Where the focus is when a screen is new. */
import type { Attachment } from 'svelte/attachments';

let moved = false;

/** Somebody went from one screen to another; until then the focus is where the browser put it. */
export function noteMove(): void {
  moved = true;
}

/** For the heading of a screen: it takes the focus, so that a screen reader begins there. */
export const arrive: Attachment<HTMLElement> = (heading) => {
  if (moved) heading.focus();
};
