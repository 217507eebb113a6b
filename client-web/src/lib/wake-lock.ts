/** Keeps the screen on while a step is open, where the browser can. */

/** Asks for it now and whenever the page is seen again. Returns how to stop. */
export function stayAwake(): () => void {
  // Older browsers do not have it, whatever the types say.
  const wakeLock: WakeLock | undefined = navigator.wakeLock;
  if (!wakeLock) return () => {};
  let stopped = false;
  let lock: WakeLockSentinel | undefined;

  async function ask() {
    if (document.visibilityState !== 'visible') return;
    try {
      lock = await wakeLock?.request('screen');
      if (stopped) await lock?.release();
    } catch {
      // The battery is low or the page is in the background: nothing is lost but comfort.
    }
  }

  void ask();
  document.addEventListener('visibilitychange', ask);
  return () => {
    stopped = true;
    document.removeEventListener('visibilitychange', ask);
    void lock?.release().catch(() => {});
  };
}
