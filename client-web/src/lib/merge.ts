/** RFC 7396, JSON Merge Patch: how a view becomes the next one. */

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

type Members = { [key: string]: unknown };

function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * The view after the patch. Nothing is changed in place, and whatever the patch does not reach
 * stays the same object, so that only what changed is painted again.
 */
export function merge(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;

  const result: Members = isObject(target) ? { ...target } : {};
  for (const key of Object.keys(patch)) {
    const change = patch[key];
    if (change === null) delete result[key];
    else
      define(
        result,
        key,
        merge(Object.prototype.hasOwnProperty.call(result, key) ? result[key] : undefined, change),
      );
  }
  return result;
}

/** Sets a member, also one with a name that an assignment would treat specially, like `__proto__`. */
function define(object: Members, key: string, value: unknown): void {
  Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });
}
