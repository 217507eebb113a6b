/** Text on a wall that nobody can scroll: it shrinks to fit, and then leaves out what is last and says so. */
import type { Attachment } from 'svelte/attachments';

/** The steps by which it shrinks. The smallest is what can still be read across a room. */
const SCALES = [1, 0.94, 0.88, 0.82, 0.76, 0.7, 0.64];

const LAST_FIRST = '[data-last-first]';

/** Takes something off the wall, and what it stood in if that is empty then. */
function drop(one: HTMLElement): void {
  one.style.setProperty('display', 'none');
  const around = one.parentElement?.closest<HTMLElement>(LAST_FIRST);
  const others = [...(around?.querySelectorAll<HTMLElement>(LAST_FIRST) ?? [])];
  if (around && others.every(({ style }) => style.display === 'none')) drop(around);
}

/** Whether everything in an element is inside it. A pixel more is rounding. */
function holds(node: HTMLElement): boolean {
  // What is centred overflows at its beginning too, which no scroll size tells.
  const begins = node.firstElementChild?.getBoundingClientRect().top ?? Infinity;
  return (
    begins >= node.getBoundingClientRect().top - 1 &&
    node.scrollHeight <= node.clientHeight + 1 &&
    node.scrollWidth <= node.clientWidth + 1
  );
}

/**
 * Scales an element by `--fit` until its content fits. What has `data-last-first` goes one by one after that,
 * from the end; `onleftout` hears how many.
 */
export function fit(onleftout: (count: number) => void = () => {}): Attachment<HTMLElement> {
  return (node) => {
    let asked = 0;

    function place() {
      const droppable = [...node.querySelectorAll<HTMLElement>(LAST_FIRST)];
      for (const one of droppable) one.style.removeProperty('display');
      for (const scale of SCALES) {
        node.style.setProperty('--fit', String(scale));
        if (holds(node)) return onleftout(0);
      }
      let left = 0;
      // What holds others is not dropped itself: it goes with the last of them, so that no heading stands alone.
      for (const last of droppable
        .filter((one) => !one.querySelector(LAST_FIRST))
        .slice(1)
        .reverse()) {
        left += 1;
        drop(last);
        if (holds(node)) break;
      }
      onleftout(left);
    }

    const again = () => {
      cancelAnimationFrame(asked);
      asked = requestAnimationFrame(() => {
        changes.disconnect();
        place();
        watch();
      });
    };
    const sizes = new ResizeObserver(again);
    const changes = new MutationObserver(again);
    const watch = () => changes.observe(node, { childList: true, characterData: true, subtree: true });

    place();
    sizes.observe(node);
    watch();
    return () => {
      cancelAnimationFrame(asked);
      sizes.disconnect();
      changes.disconnect();
    };
  };
}
